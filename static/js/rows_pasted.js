// [data-pasted-add] in a dialog over a [data-rows] table puts the rows of each checked [data-pasted="key"], which stand in
// <template data-pasted-rows="key">, at its end, where they wait to be saved with the rest. Without a table, and without
// this script, the button sends the form, and the server saves them.
import { announceInput } from "./controls.js";
import { FIRST_INPUT, markMoved, rowsIn } from "./rows.js";

function rowsOf(form) {
  const keys = [...form.querySelectorAll("input[data-pasted]:checked:not(:disabled)")].map((box) => box.dataset.pasted);
  return keys.flatMap((key) => {
    const holder = document.createElement("tbody");
    holder.innerHTML = form.querySelector(`template[data-pasted-rows="${CSS.escape(key)}"]`).innerHTML;
    return [...holder.rows];
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pasted-add]");
  const body = document.querySelector("tbody[data-rows]");
  const dialog = button?.closest("dialog");
  if (!dialog || !body) return;
  event.preventDefault();
  const rows = rowsOf(button.form);
  if (rows.length) {
    for (const row of rows) row.classList.add("added");
    (rowsIn(body).at(-1) ?? body.querySelector("template")).after(...rows);
    for (const row of rows) htmx.process(row);
    markMoved(rows[0]);
    announceInput(body);
    dialog.addEventListener("close", () => rows[0].querySelector(FIRST_INPUT).focus());
  }
  document.dispatchEvent(new Event("closeDialog"));
});
