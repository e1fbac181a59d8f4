// Rows inside other rows of a [data-rows] table: a property of type {…} or [{…}] has properties of its own.
//   [data-row-unfold] shows or hides them     [data-row-inside] adds one, and makes the type fit
// <template data-row-template-inside> is a new one, with __key__ for the row that it is inside of, and __inner__.
import { announceInput } from "./controls.js";
import { blockOf, FIRST_INPUT, isVisible, markMoved, newKey, rowFrom } from "./rows.js";

const OBJECT = /^\s*(\[\s*)?\{\s*(…|\.\.\.)?\s*\}(\s*\])?\s*$/;
const typeOf = (row) => row.querySelector(":scope > .type > input");
const unfolderOf = (row) => row.querySelector("[data-row-unfold]");
const depthOf = (row) => Number(row.dataset.depth);

function unfold(row, isOpen) {
  unfolderOf(row).setAttribute("aria-expanded", String(isOpen));
  for (const each of blockOf(row).slice(1)) {
    if (!isOpen) each.dataset.tucked = "";
    else if (depthOf(each) === depthOf(row) + 1) {
      delete each.dataset.tucked;
      if ("inner" in each.dataset) unfold(each, unfolderOf(each).getAttribute("aria-expanded") === "true");
    }
  }
}

function takeType(row) {
  const type = typeOf(row);
  if (OBJECT.test(type.value)) return;
  type.value = /^\s*(\[|array\b)/i.test(type.value) ? "[{…}]" : "{…}";
  row.dataset.inner = "";
}

/** A new row inside that one, at its end; the focus goes there. */
export function addInside(row) {
  takeType(row);
  const template = row.parentElement.querySelector("template[data-row-template-inside]");
  const words = { __key__: row.dataset.row, __inner__: newKey() };
  const added = rowFrom(template, words, (each) => blockOf(row).at(-1).after(each));
  added.dataset.depth = String(depthOf(row) + 1);
  markMoved(added);
  unfold(row, true);
  added.querySelector(FIRST_INPUT).focus();
  added.scrollIntoView({ block: "nearest" });
  announceInput(added);
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] > tr[data-row]");
  if (!row) return;
  const unfolder = event.target.closest("[data-row-unfold]");
  if (unfolder) unfold(row, unfolder.getAttribute("aria-expanded") !== "true");
  else if (event.target.closest("[data-row-inside]")) addInside(row);
});
document.addEventListener("input", (event) => {
  const row = event.target.matches?.("td.type > input") && event.target.closest("[data-rows] > tr[data-row]");
  if (!row) return;
  const isObject = OBJECT.test(event.target.value);
  row.toggleAttribute("data-inner", isObject);
  if (!isObject && blockOf(row).slice(1).some(isVisible)) unfold(row, false);
});
