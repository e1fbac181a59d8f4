// Requests by htmx: a thin bar at the top while one runs, and a sentence when one fails.
// An element with data-quiet, such as a poll, runs without the bar.
import { notifyError } from "./notices.js";

const FAILURES = {
  400: "This could not be understood, and nothing was saved. Please reload the page and try again.",
  403: "You may not do this, or you are no longer signed in. Nothing was saved: copy what you typed, then reload the page.",
  404: "This is no longer here: somebody may have renamed or deleted it. Please reload the page.",
  413: "This is larger than Loopwright accepts. Nothing was saved.",
  429: "Too many attempts. Please wait a minute and try again.",
};
const SERVER_FAILURE = "Something went wrong in Loopwright, and nothing was saved. Please try again.";
const NO_ANSWER =
  "Loopwright does not answer. What you typed is still here; please check the connection and try again.";

const running = new Set();

function show() {
  const bar = document.querySelector("#progress");
  if (bar) bar.hidden = running.size === 0;
  document.body.setAttribute("aria-busy", String(running.size > 0));
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.elt.closest("[data-quiet]")) return;
  running.add(detail.xhr);
  show();
});
// the sender may have left the page meanwhile, and would no longer bubble: ask the request itself
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  detail.xhr.addEventListener("loadend", () => {
    running.delete(detail.xhr);
    show();
  });
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  notifyError(FAILURES[detail.xhr.status] ?? SERVER_FAILURE);
});
document.addEventListener("htmx:sendError", () => notifyError(NO_ANSWER));
document.addEventListener("htmx:timeout", () => notifyError(NO_ANSWER));
