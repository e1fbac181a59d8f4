// After a save the page comes anew, with a notice: the focus returns to the control that was left last, where the page
// still has it, else it goes to the heading. The notices are put in once more, so that screen readers tell them.
const KEY = "last-control";
const control = (name) => {
  const found = [...document.querySelectorAll(`main [name="${CSS.escape(name)}"]`)].filter((each) => each.checkVisibility());
  return found.find((each) => each.checked) ?? found[0];
};

function heading() {
  const found = document.querySelector("main h1");
  if (found) found.tabIndex = -1;
  return found;
}

function lastControl() {
  const { page, name } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  return page === location.pathname && name ? control(name) : undefined;
}

let last;
document.addEventListener("focusin", ({ target }) => {
  if (target.name && target.form?.matches("main form[data-guard]")) last = target;
});

const notices = document.querySelector("#notices");
const said = [...(notices?.children ?? [])];
const isPlaced = document.activeElement !== document.body || document.querySelector("[autofocus]") || location.hash;
if (said.length && !isPlaced) (lastControl() ?? heading())?.focus();
sessionStorage.removeItem(KEY);
if (said.length) {
  said.forEach((notice) => notice.remove());
  requestAnimationFrame(() => requestAnimationFrame(() => notices.prepend(...said)));
}

document.addEventListener("submit", ({ target }) => {
  const name = target === last?.form ? last.name : "";
  sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, name }));
});
