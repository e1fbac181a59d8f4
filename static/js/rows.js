// <tbody data-rows>: a table that is typed into. Its rows are <tr data-row="key">; <template data-row-template>
// is a new one, with __key__ where its key belongs. A row "a.b" stands inside the row "a", and moves and goes with it.
//   [data-row-add="#tbody"] adds a row     Enter goes to the next row, and makes one after the last, inside the same one
//   [data-row-remove] marks a row, or takes the mark back     [data-row-up], [data-row-down] move it; so does the keyboard
import { announceInput } from "./controls.js";

export const FIRST_INPUT = "input:not([type=hidden], [name=remove])";
export const rowsIn = (body) => [...body.querySelectorAll(":scope > tr[data-row]:not([data-row-blank])")];
export const isVisible = (row) => !row.hidden && !("tucked" in row.dataset);
export const newKey = () => `new-${crypto.randomUUID().slice(0, 8)}`;
export const parentKey = (row) => row.dataset.row.slice(0, Math.max(row.dataset.row.lastIndexOf("."), 0));
const isNew = (row) => row.dataset.row.split(".").at(-1).startsWith("new-");

/** A row and all rows inside it, the blank ones for those without scripts too. */
export function blockOf(row) {
  const all = [...row.parentElement.querySelectorAll(":scope > tr[data-row]")];
  return [row, ...all.filter((each) => each.dataset.row.startsWith(`${row.dataset.row}.`))];
}

/** A row from a template, at the place that `put` gives it. */
export function rowFrom(template, words, put) {
  const holder = document.createElement("tbody");
  holder.innerHTML = Object.entries(words).reduce((html, [word, key]) => html.replaceAll(word, key), template.innerHTML);
  const row = holder.querySelector("tr");
  row.classList.add("added");
  put(row);
  htmx.process(row);
  return row;
}

/** A new row at the end, empty. */
export function addRow(body) {
  const template = body.querySelector("template[data-row-template]");
  const last = rowsIn(body).at(-1);
  const row = rowFrom(template, { __key__: newKey() }, (each) => (last ?? template).after(each));
  markMoved(row);
  return row;
}

function toggleRemoved(row) {
  const body = row.parentElement;
  if (isNew(row)) {
    (neighbour(row, 1) ?? neighbour(row, -1))?.querySelector(FIRST_INPUT)?.focus();
    for (const each of blockOf(row)) each.remove();
  } else {
    const mark = row.querySelector("input[name=remove]");
    mark.checked = !mark.checked;
    for (const each of blockOf(row)) showRemoved(each, mark.checked);
  }
  announceInput(body);
}

function showRemoved(row, removed) {
  row.classList.toggle("removed", removed);
  for (const button of row.querySelectorAll("[data-row-remove] [data-label]")) {
    button.textContent = removed ? "Keep" : "Remove";
  }
}

/** The next row, or the one before, inside the same one. */
function neighbour(row, step) {
  const rows = rowsIn(row.parentElement).filter((each) => isVisible(each) && parentKey(each) === parentKey(row));
  return rows[rows.indexOf(row) + step];
}

/** Move a row, with what is inside it, before or after another one inside the same one. */
export function place(row, other, isBefore) {
  if (parentKey(row) !== parentKey(other)) return;
  const block = blockOf(row);
  if (isBefore) other.before(...block);
  else blockOf(other).at(-1).after(...block);
}

/** Move a row one place up or down; the focus stays where it is. */
export function move(row, step) {
  const other = neighbour(row, step);
  if (!other) return;
  const focused = document.activeElement;
  place(row, other, step < 0);
  focused.focus();
  row.scrollIntoView({ block: "nearest" });
  markMoved(row);
  announceInput(row);
}

/** From now on the order of the keys is sent too; of rows inside another one, all of that one. */
export function markMoved(row) {
  if (!parentKey(row)) row.parentElement.dataset.moved = "";
  else row.parentElement.querySelector(`:scope > tr[data-row="${CSS.escape(row.dataset.row.split(".")[0])}"]`).dataset.touched = "";
}

document.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-row-add]");
  if (adder) {
    const row = addRow(document.querySelector(adder.dataset.rowAdd));
    row.querySelector(FIRST_INPUT).focus();
    announceInput(row);
  }
  const row = event.target.closest("tr[data-row]");
  if (!row) return;
  if (event.target.closest("[data-row-remove]")) toggleRemoved(row);
  if (event.target.closest("[data-row-up]")) move(row, -1);
  if (event.target.closest("[data-row-down]")) move(row, 1);
});
