// After a save the page comes anew, with a notice: the focus returns to the control that was left last, where the page
// still has it, else it goes to the heading. A row of a table that was added, or renamed, has another key then: it is
// known by the name that was typed in it. The notices are put in once more, so that screen readers tell them.
const KEY = "last-control";
const control = (name) => {
  const found = [...document.querySelectorAll(`main [name="${CSS.escape(name)}"]`)].filter((each) => each.checkVisibility());
  return found.find((each) => each.checked) ?? found[0];
};

/** The name in a row of a table; empty where it has none. */
const nameIn = (row) => row.querySelector(`[name="${CSS.escape(row.dataset.row)}-name"]`)?.value ?? "";

/** The row that a control stands in, as it can be found again, and which of the row's controls it is. */
function placeInRow(control) {
  const row = control.closest("tr[data-row]");
  return row && nameIn(row) ? { row: nameIn(row), part: control.name.slice(row.dataset.row.length) } : {};
}

/** The control of that part in the row of that name. */
function inRow(name, part) {
  const row = [...document.querySelectorAll("main tr[data-row]")].find((each) => each.checkVisibility() && nameIn(each) === name);
  return row && control(row.dataset.row + part);
}

function heading() {
  const found = document.querySelector("main h1");
  if (found) found.tabIndex = -1;
  return found;
}

function lastControl() {
  const { page, name, row, part } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  if (page !== location.pathname || !name) return undefined;
  return (row && inRow(row, part)) ?? control(name);
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
  const place = target === last?.form ? { name: last.name, ...placeInRow(last) } : {};
  sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, ...place }));
});
