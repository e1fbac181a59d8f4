// The tree is one stop of the Tab key: at the row of this page, or where one was last. The arrows walk from there (filter.js),
// Home and End go to its ends.

const tree = () => document.querySelector("#tree");
const rows = () => [...tree().querySelectorAll("[data-filter-row] > a")];
const isShown = (row) => !row.parentElement.hidden;

function rove(wanted) {
  const all = rows();
  const stop = [wanted, all.find((row) => row.matches("[aria-current]")), all[0]].find((row) => row && isShown(row)) ?? all.find(isShown);
  for (const row of all) row.tabIndex = row === stop ? 0 : -1;
}

if (tree()) {
  rove();
  document.addEventListener("focusin", ({ target }) => target.matches("#tree [data-filter-row] > a") && rove(target));
  document.addEventListener("input", ({ target }) => target.matches("[data-filter='#tree']") && rove());
  document.addEventListener("htmx:afterSettle", () => rove(rows().find((row) => row === document.activeElement)));
  document.addEventListener("keydown", (event) => {
    if (!["Home", "End"].includes(event.key) || event.ctrlKey || !event.target.matches("#tree [data-filter-row] > a")) return;
    event.preventDefault();
    rows().filter(isShown).at(event.key === "Home" ? 0 : -1).focus();
  });
}
