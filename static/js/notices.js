// Notices: sentences about what happened, in #notices. Closed by [data-dismiss].

/** Show a sentence about something that went wrong. The same sentence is shown once. */
export const notifyError = (sentence) => notify(sentence, "#notice-template");

/** Show a sentence about something that was done. */
export const notifyDone = (sentence) => notify(sentence, "#done-template");

function notify(sentence, template) {
  const notices = document.querySelector("#notices");
  const shown = [...notices.querySelectorAll(".lw-notice-text")].some((text) => text.textContent === sentence);
  if (shown) return;
  const notice = document.querySelector(template).content.cloneNode(true);
  notice.querySelector(".lw-notice-text").textContent = sentence;
  notices.append(notice);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".lw-notice").remove();
});
