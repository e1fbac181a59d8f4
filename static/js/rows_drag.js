// The first cell of a [data-rows] row, td.grip, is where it is taken hold of to be dragged elsewhere, with all rows inside
// it and among those inside the same one. The keyboard has Alt+↑, Alt+↓ and the row's menu: see rows.js.
import { letDrag } from "./drag.js";
import { blockOf, isVisible, markMoved, place, rowsIn } from "./rows.js";

letDrag({
  grip: "[data-rows] > tr[data-row] > td.grip",
  entryOf: (grip) => grip.parentElement,
  isEntry: "tr[data-row]",
  blockOf,
  entriesIn: (body) => rowsIn(body).filter(isVisible),
  place,
  moved: markMoved,
});
