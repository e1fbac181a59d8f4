// <a data-dialog href="…">: shows [data-dialog-content] of that page in a <dialog>. Without this script the link is a page.
// A form in it is sent from there, and an answer with [data-dialog-content], such as one with errors, takes its place.
// Closed by Escape, a click beside it, [data-dialog-close], or an answer whose HX-Trigger names closeDialog.

import { sendForm, sendPlainly } from "./send_form.js";
import { isDirty } from "./unsaved.js";

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
  entitle(dialog, content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    const menu = link.closest("details[data-menu]"); // which has closed meanwhile
    (menu?.querySelector("summary") ?? link).focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  htmx.process(dialog);
}

function entitle(dialog, content) {
  const title = content.querySelector("h1");
  if (!title) return;
  title.id ||= "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
}

async function send(dialog, form, button) {
  if ("sending" in form.dataset) return;
  form.dataset.sending = "";
  const answer = await sendForm(form, button).catch(() => undefined);
  if (answer === null) return;
  const content = answer?.querySelector("[data-dialog-content]");
  if (!content) return sendPlainly(form);
  form.closest("[data-dialog-content]").replaceWith(document.adoptNode(content));
  entitle(dialog, content);
  htmx.process(content);
  (content.querySelector("[aria-invalid=true]") ?? content.querySelector("#form-errors, [autofocus]"))?.focus();
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
document.addEventListener("submit", (event) => {
  const dialog = opened();
  const isInIt = dialog?.contains(event.target) && !event.target.closest("[hx-post]");
  // Where something typed would be lost, the browser asks before anything is sent.
  if (!isInIt || [...document.querySelectorAll("form[data-guard]")].some(isDirty)) return;
  event.preventDefault();
  send(dialog, event.target, event.submitter);
});
document.addEventListener("closeDialog", () => opened()?.close());
