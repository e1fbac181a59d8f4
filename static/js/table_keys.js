// In a table the up and down arrows go to the same column of the row above or below: among its links, its checkboxes and
// its texts. Where an arrow means something else to a field, as in a number, a choice or a list of suggestions, it stays there.

const WALKED = "a[href], button, summary, input[type=checkbox], input:is(:not([type]), [type=text]):not([list], [role=combobox])";

function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cell = event.target.matches?.(WALKED) && !event.target.closest("details[open]") && event.target.closest(".lw-table tbody :is(td, th)");
  if (!cell) return;
  const among = [...cell.querySelectorAll(WALKED)].indexOf(event.target);
  const next = neighbours(cell, step).map((each) => controlsOf(each).at(among) ?? controlsOf(each)[0]).find(Boolean);
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.matches("input:not([type=checkbox])")) next.select();
}

const controlsOf = (cell) => [...cell.querySelectorAll(WALKED)].filter((each) => !each.matches(":disabled") && each.checkVisibility());

/** The cells of the same column, in the order one comes to them. */
function neighbours(cell, step) {
  const rows = [...cell.closest("table").tBodies].flatMap((body) => [...body.rows]).filter((row) => row.checkVisibility());
  const at = rows.indexOf(cell.parentElement);
  const beyond = step > 0 ? rows.slice(at + 1) : rows.slice(0, at).reverse();
  return beyond.map((row) => row.cells[cell.cellIndex]).filter(Boolean);
}

document.addEventListener("keydown", walk);
