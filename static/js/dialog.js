// <a data-dialog href="…">: shows [data-dialog-content] of that page in a <dialog>. Without this script the link is a page.
// Closed by Escape, a click beside it, [data-dialog-close], or an answer whose HX-Trigger names closeDialog.

async function open(link) {
  let response;
  try {
    response = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  } catch {
    return location.assign(link.href); // the browser explains why there is no answer
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.querySelector("[data-dialog-content]");
  if (!response.ok || response.redirected || !content) return location.assign(link.href);
  show(content, link);
}

function show(content, link) {
  const dialog = document.createElement("dialog");
  dialog.className = "lw-dialog";
  dialog.append(document.adoptNode(content));
  const title = content.querySelector("h1");
  if (title) {
    title.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    const menu = link.closest("details[data-menu]"); // which has closed meanwhile
    (menu?.querySelector("summary") ?? link).focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  htmx.process(dialog);
}

const opened = () => document.querySelector("dialog.lw-dialog[open]");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && plain) {
    event.preventDefault();
    open(link);
  } else if (event.target === opened() || (opened() && event.target.closest("[data-dialog-close]"))) {
    event.preventDefault();
    opened().close();
  }
});
document.addEventListener("closeDialog", () => opened()?.close());
