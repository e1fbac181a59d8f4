// <tbody data-rows>: a table that is typed into. Its rows are <tr data-row="key">; <template data-row-template>
// is a new one, with __key__ where its key belongs.
//   [data-row-add="#tbody"] adds a row     Enter goes to the next row, and makes one after the last
//   [data-row-remove] marks a row, or takes the mark back     [data-row-up], [data-row-down], Alt+↑, Alt+↓ move it
import { announceInput } from "./controls.js";

const rowsIn = (body) => [...body.querySelectorAll(":scope > tr[data-row]:not([data-row-blank])")];
const visible = (row) => row && !row.hidden;

/** A new row at the end, empty. */
export function addRow(body) {
  const template = body.querySelector("template[data-row-template]");
  const key = `new-${crypto.randomUUID().slice(0, 8)}`;
  const holder = document.createElement("tbody");
  holder.innerHTML = template.innerHTML.replaceAll("__key__", key);
  const row = holder.querySelector("tr");
  row.classList.add("added");
  (rowsIn(body).at(-1) ?? template).after(row);
  htmx.process(row);
  markMoved(body);
  return row;
}

function toggleRemoved(row) {
  const body = row.parentElement;
  if (row.dataset.row.startsWith("new-")) {
    (neighbour(row, 1) ?? neighbour(row, -1))?.querySelector("input")?.focus();
    row.remove();
  } else {
    const mark = row.querySelector("input[name=remove]");
    mark.checked = !mark.checked;
    showRemoved(row, mark.checked);
  }
  announceInput(body);
}

function showRemoved(row, removed) {
  row.classList.toggle("removed", removed);
  for (const button of row.querySelectorAll("[data-row-remove] [data-label]")) {
    button.textContent = removed ? "Keep" : "Remove";
  }
}

function neighbour(row, step) {
  const rows = rowsIn(row.parentElement).filter(visible);
  return rows[rows.indexOf(row) + step];
}

/** Move a row one place up or down; the focus stays where it is. */
function move(row, step) {
  const other = neighbour(row, step);
  if (!other) return;
  const focused = document.activeElement;
  if (step < 0) other.before(row);
  else other.after(row);
  focused.focus();
  markMoved(row.parentElement);
  announceInput(row);
}

/** From now on the order of the keys is sent too. */
export function markMoved(body) {
  body.dataset.moved = "";
}

function goDown(row, control) {
  const cell = control.closest("td").cellIndex;
  const next = neighbour(row, 1);
  if (next) return next.cells[cell].querySelector("input, select").focus();
  const added = addRow(row.parentElement);
  added.querySelector("input:not([type=hidden], [name=remove])").focus();
  announceInput(added);
}

document.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-row-add]");
  if (adder) {
    const row = addRow(document.querySelector(adder.dataset.rowAdd));
    row.querySelector("input:not([type=hidden], [name=remove])").focus();
    announceInput(row);
  }
  const row = event.target.closest("tr[data-row]");
  if (!row) return;
  if (event.target.closest("[data-row-remove]")) toggleRemoved(row);
  if (event.target.closest("[data-row-up]")) move(row, -1);
  if (event.target.closest("[data-row-down]")) move(row, 1);
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-rows] > tr[data-row]");
  if (!row || event.ctrlKey || event.metaKey) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.altKey && step) {
    event.preventDefault();
    move(row, step);
  } else if (event.key === "Enter" && event.target.matches("td > input, td > select")) {
    event.preventDefault();
    goDown(row, event.target);
  }
});
