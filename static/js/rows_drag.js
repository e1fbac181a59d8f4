// The first cell of a [data-rows] row, td.grip, is where a mouse, a pen or a finger takes hold of it to drag it elsewhere,
// with all rows inside it and among those inside the same one. The keyboard has Alt+↑, Alt+↓ and the row's menu: see rows.js.
import { announceInput } from "./controls.js";
import { blockOf, isVisible, markMoved, place, rowsIn } from "./rows.js";

let dragged = null;

function drop() {
  if (!dragged) return;
  const { row, isMoved } = dragged;
  for (const each of blockOf(row)) each.classList.remove("dragged");
  dragged = null;
  if (!isMoved) return;
  markMoved(row);
  announceInput(row);
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-rows] > tr[data-row] > td.grip");
  if (!grip || event.button !== 0 || grip.closest("fieldset:disabled")) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  dragged = { row: grip.parentElement, isMoved: false };
  for (const each of blockOf(dragged.row)) each.classList.add("dragged");
});
document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const { row } = dragged;
  const over = document.elementFromPoint(row.getBoundingClientRect().left + 40, event.clientY)?.closest("tr[data-row]");
  if (!over || over.parentElement !== row.parentElement || blockOf(row).includes(over)) return;
  const rows = rowsIn(row.parentElement).filter(isVisible);
  const { top, height } = over.getBoundingClientRect();
  const isAbove = rows.indexOf(over) < rows.indexOf(row);
  // Past the middle of the other one, so that two rows of different height do not change places again and again.
  if (isAbove ? event.clientY > top + height / 2 : event.clientY < top + height / 2) return;
  const before = row.previousElementSibling;
  place(row, over, isAbove);
  dragged.isMoved ||= row.previousElementSibling !== before;
  row.scrollIntoView({ block: "nearest" });
});
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", drop);
