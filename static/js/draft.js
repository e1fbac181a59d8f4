// form[data-draft="url"]: what is typed is sent there after a pause in typing, and when the page is left, so that a
// closed browser loses little of it. Saving or discarding sends nothing any more. While [data-draft-offer] offers what
// was typed before, nothing is sent: that would take its place before the person has chosen. Each page names itself,
// so that saving in one tab keeps what is typed in another.
import { notifyError } from "./notices.js";
import { isDirty } from "./unsaved.js";

const PAUSE = 800;
const waiting = new WeakMap(); // a form, and its timer
const sending = new WeakMap(); // a form, and what can abort its request
const kept = new WeakSet(); // forms of which this page sent something
const told = new WeakSet(); // forms of which it was said that they are too long

const page = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
const isOffered = () => document.querySelector("[data-draft-offer]") !== null;
const drafts = () => [...document.querySelectorAll("form[data-draft]")];

function stop(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}

function send(form, { isLeaving = false } = {}) {
  stop(form);
  if (isOffered()) return;
  const body = new FormData(form);
  if (isDirty(form)) kept.add(form);
  else if (kept.has(form)) body.set("throw-away", "yes");
  else return;
  sending.get(form)?.abort();
  const aborter = new AbortController();
  sending.set(form, aborter);
  // Nobody waits for the answer: what was typed is still in the page, and the next pause tries again.
  fetch(form.dataset.draft, { method: "POST", body, keepalive: isLeaving, signal: aborter.signal, redirect: "manual" })
    .then((answer) => answer.status === 413 && tellTooLong(form))
    .catch(() => {});
}

function tellTooLong(form) {
  if (told.has(form)) return;
  told.add(form);
  notifyError("This is too long to be kept as a draft. Save it before you leave the page.");
}

function wait(form) {
  stop(form);
  waiting.set(form, setTimeout(() => send(form), PAUSE));
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) wait(form);
});
document.addEventListener("formdata", (event) => {
  const { draft, draftPage } = event.target.dataset;
  if (draft) event.formData.set("page_id", draftPage || page);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const form of drafts()) {
    if (form !== event.target && !event.target.matches("[data-discard]")) continue;
    stop(form);
    sending.get(form)?.abort();
  }
});
const sendWhatWaits = () => drafts().forEach((form) => waiting.has(form) && send(form, { isLeaving: true }));
addEventListener("pagehide", sendWhatWaits);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendWhatWaits();
});
// A save that was refused: what the page shows may be newer than what was kept.
for (const form of drafts()) if ("unsaved" in form.dataset && !document.querySelector(".lw-draft")) wait(form);
