// The keyboard in a [data-rows] table: Enter and Shift+Enter go to the same cell of the next and the previous row (after
// the last a new one is made, inside the same row), the arrow keys to the cells around, Alt+↑ and Alt+↓ move the row.
// An arrow first does what it does in the control itself: it goes through a text, and through a list that is offered.
import { announceInput } from "./controls.js";
import { addRow, FIRST_INPUT, isVisible, move, parentKey, rowsIn } from "./rows.js";
import { addInside } from "./rows_inside.js";

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const controlIn = (cell) => cell?.querySelector(":scope > input:not([type=hidden], :disabled), :scope > select:not(:disabled), :scope > details > summary");

function vertically(row, cell, step) {
  const rows = rowsIn(row.parentElement).filter(isVisible);
  const after = rows.slice(rows.indexOf(row) + 1);
  const before = rows.slice(0, rows.indexOf(row)).reverse();
  return (step > 0 ? after : before).map((each) => controlIn(each.cells[cell])).find(Boolean);
}

function horizontally(row, cell, step) {
  const cells = [...row.cells];
  return (step > 0 ? cells.slice(cell + 1) : cells.slice(0, cell).reverse()).map(controlIn).find(Boolean);
}

function isAtEdge(control, step) {
  if (!control.matches("input:not([type=checkbox])")) return true;
  const { selectionStart: start, selectionEnd: end, value } = control;
  return start === end && start === (step < 0 ? 0 : value.length);
}

function goTo(control) {
  if (!control) return false;
  control.focus();
  if (control.matches("input:not([type=checkbox])")) control.select();
  return true;
}

function enter(row, cell, isBack) {
  if (goTo(vertically(row, cell, isBack ? -1 : 1)) || isBack) return;
  const outer = parentKey(row) && rowsIn(row.parentElement).find((each) => each.dataset.row === parentKey(row));
  if (outer) return addInside(outer);
  const added = addRow(row.parentElement);
  added.querySelector(FIRST_INPUT).focus();
  announceInput(added);
}

function arrow(event, row, cell) {
  const [across, down] = STEPS[event.key];
  const control = event.target;
  if (across) return isAtEdge(control, across) && goTo(horizontally(row, cell, across));
  const choosesItself = control.matches("select") || (control.list && control.value !== control.defaultValue);
  return !choosesItself && goTo(vertically(row, cell, down));
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-rows] > tr[data-row]");
  if (!row || event.ctrlKey || event.metaKey) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.altKey) {
    if (!step) return;
    event.preventDefault();
    return move(row, step);
  }
  const isInCell = event.target.matches("td > input, td > select, td > details:not([open]) > summary");
  const cell = event.target.closest("td")?.cellIndex;
  if (event.key === "Enter" && event.target.matches("td > input, td > select")) {
    event.preventDefault();
    enter(row, cell, event.shiftKey);
  } else if (event.key in STEPS && isInCell && !event.shiftKey && arrow(event, row, cell)) {
    event.preventDefault();
  }
});
