// [data-secret]: the choice "Variable" or "In the file" shows the [data-secret-part]s that belong to it;
// [data-secret-show] shows the secret, asking data-reveal for a kept one that the page does not hold.
import { notifyError } from "./notices.js";

function follow(secret) {
  const chosen = secret.querySelector("input[type=radio]:checked")?.value;
  for (const part of secret.querySelectorAll("[data-secret-part]")) {
    part.hidden = chosen !== undefined && part.dataset.secretPart !== chosen;
  }
}

async function reveal(button, input) {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const response = await fetch(button.dataset.reveal, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  input.value = await response.text();
  input.defaultValue = input.value; // it is what the file holds: showing it changes nothing
}

async function toggle(button) {
  const input = button.parentElement.querySelector("input");
  const showing = input.type === "password";
  if (showing && !input.value && button.dataset.reveal) {
    try {
      await reveal(button, input);
    } catch {
      return notifyError("The secret cannot be shown. Please reload the page and try again.");
    }
  }
  input.type = showing ? "text" : "password";
  button.setAttribute("aria-pressed", String(showing));
}

const followAll = () => document.querySelectorAll("[data-secret]").forEach(follow);

document.addEventListener("change", (event) => {
  const secret = event.target.closest("[data-secret]");
  if (secret && event.target.type === "radio") follow(secret);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-secret-show]");
  if (button) toggle(button);
});
document.addEventListener("htmx:afterSettle", followAll);
followAll();
