// [data-copy="#id"]: copies the text of that element. Of a file shown in lines only what stands in the lines.
import { notifyError } from "./notices.js";

function textOf(source) {
  if ("value" in source) return source.value;
  const lines = [...source.querySelectorAll("[data-line]")];
  return lines.length
    ? lines.map((line) => line.textContent.replaceAll("\n", "")).join("\n") + "\n"
    : source.textContent;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(textOf(document.querySelector(button.dataset.copy)));
  } catch {
    return notifyError("The browser does not allow copying here. Please select the text and copy it by hand.");
  }
  const label = button.getAttribute("aria-label");
  button.classList.add("copied");
  button.setAttribute("aria-label", "Copied");
  button.addEventListener(
    "blur",
    () => {
      button.classList.remove("copied");
      if (label) button.setAttribute("aria-label", label);
    },
    { once: true },
  );
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
