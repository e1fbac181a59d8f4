// What a [data-rows] table sends: only the rows that were touched, whole, and the order of all keys where it changed.
// A row goes with all rows inside it: where one is touched, all are sent. A removed row sends remove=<key> alone. A row with data-touched, as after a refused save, is sent in any case.
// Without this script every row is sent, and the order stays.
import { isChanged } from "./controls.js";

const rowsOf = (body) => [...body.querySelectorAll(":scope > tr[data-row]")];
const controlsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
const rootKey = (row) => row.dataset.row.split(".")[0];
const isNew = (row) => row.dataset.row.split(".").at(-1).startsWith("new-");
const isRemoved = (row) => row.querySelector("input[name=remove]")?.checked ?? false;
const isTouched = (row) =>
  "touched" in row.dataset || (isNew(row) && !("rowBlank" in row.dataset)) || controlsOf(row).some(isChanged);

function reduce(data, body) {
  const rows = rowsOf(body);
  const touched = new Set(rows.filter(isTouched).map(rootKey));
  for (const row of rows) if (isRemoved(row)) touched.delete(row.dataset.row);
  for (const row of rows) {
    if (touched.has(rootKey(row))) continue;
    for (const control of controlsOf(row)) if (control.name !== "remove") data.delete(control.name);
  }
  if (!("moved" in body.dataset)) return;
  const keys = rows
    .filter((row) => !("rowBlank" in row.dataset) && row.dataset.row === rootKey(row))
    .map((row) => row.dataset.row);
  data.set(body.dataset.order ?? "order", keys.join("\n"));
}

/** Whether anything in the form's tables would be sent. */
export const hasTouchedRows = (form) =>
  [...form.querySelectorAll("[data-rows]")].some((body) => "moved" in body.dataset || rowsOf(body).some(isTouched));

function describe(body) {
  const rows = rowsOf(body).filter((row) => !("rowBlank" in row.dataset));
  const counts = { added: 0, edited: 0, removed: 0 };
  for (const row of rows) {
    const state = isNew(row) ? "added" : isRemoved(row) ? "removed" : isTouched(row) ? "edited" : "";
    row.classList.toggle("edited", state === "edited");
    const isInsideNew = row.dataset.row !== rootKey(row) && rootKey(row).startsWith("new-");
    if (state && !isInsideNew) counts[state] += 1;
  }
  return Object.entries(counts)
    .filter(([, n]) => n)
    .map(([word, n]) => `${n} ${word}`)
    .join(", ");
}

document.addEventListener("formdata", (event) => {
  for (const body of event.target.querySelectorAll("[data-rows]")) reduce(event.formData, body);
});
document.addEventListener("input", (event) => {
  const body = event.target.closest("[data-rows]");
  const said = body && document.querySelector(`[data-rows-count="#${body.id}"]`);
  const words = body && describe(body);
  if (said) said.textContent = words;
});
