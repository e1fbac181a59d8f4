// The first cell of a [data-rows] row, td.grip, is where a mouse takes hold of it to drag it elsewhere in its table.
// Keyboard and touch have Alt+↑, Alt+↓ and the row's menu: see rows.js.
import { announceInput } from "./controls.js";
import { markMoved } from "./rows.js";

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.("[data-rows] > tr[data-row] > td.grip")?.parentElement;
  if (row) row.draggable = !row.closest("fieldset:disabled");
});
document.addEventListener("pointerup", () => {
  for (const row of document.querySelectorAll("[data-rows] > tr[draggable=true]")) row.draggable = false;
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-rows] > tr[draggable=true]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.row);
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-rows] > tr[data-row]");
  if (!dragged || over?.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.draggable = false;
  markMoved(dragged.parentElement);
  announceInput(dragged);
  dragged = null;
});
