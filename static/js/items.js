// <div data-items>: a list of entries that are typed into, <li data-item="key">, with <template data-item-template="word">
// for a new one, in whose names the word stands in the place of its key.
//   [data-item-add] adds an entry     [data-item-remove] takes one out, or keeps it after all
//   [data-item-up], [data-item-down] and Alt+↑, Alt+↓ move it, and so does the mouse by its [data-item-grip]
// Without scripts the same buttons send the form, and the server answers with the other shape.
import { announceInput } from "./controls.js";
import { letDrag } from "./drag.js";

const FIRST = "input:not([type=hidden], [type=checkbox]), select, textarea";

const listOf = (element) => element.closest("[data-items]").querySelector(":scope > ol, :scope > .lw-item-scroll > ol");
const entriesOf = (list) => [...list.querySelectorAll(":scope > li")];

/** A table of entries without any shows no head either. */
function showHead(list) {
  const table = list.closest(".lw-item-scroll");
  if (table) table.hidden = !entriesOf(list).length;
}

function add(button) {
  const list = listOf(button);
  const template = list.querySelector(":scope > template[data-item-template]");
  const holder = document.createElement("ol");
  const key = `n${crypto.randomUUID().replaceAll("-", "").slice(0, 6)}`;
  holder.innerHTML = template.innerHTML.replaceAll(template.dataset.itemTemplate, key);
  const entry = holder.querySelector("li");
  entry.dataset.added = "";
  template.before(entry);
  showHead(list);
  for (const fold of entry.querySelectorAll(":scope > details")) fold.open = true;
  htmx.process(entry);
  entry.querySelector(FIRST)?.focus();
  announceInput(list);
}

function toggleRemoved(entry) {
  const list = entry.parentElement;
  if (entry.dataset.item.startsWith("n")) {
    const near = entry.nextElementSibling?.matches("li") ? entry.nextElementSibling : entry.previousElementSibling;
    const next = near?.querySelector("summary, input:not([type=hidden])") ?? list.closest("[data-items]").querySelector(":scope > [data-item-add]");
    entry.remove();
    showHead(list);
    next?.focus();
  } else {
    const mark = entry.querySelector(":scope > .lw-item-acts input[name$='~remove']");
    mark.checked = !mark.checked;
    entry.classList.toggle("removed", mark.checked);
  }
  announceInput(list);
}

/** Moves an entry one place up or down; `focused` in it keeps the focus. */
function move(entry, step, focused) {
  const entries = entriesOf(entry.parentElement);
  const other = entries[entries.indexOf(entry) + step];
  if (!other) return;
  if (step < 0) other.before(entry);
  else other.after(entry);
  focused.focus();
  markUnsaved(entry);
  announceInput(entry);
}

/** Another order is no other value of any field, so the form itself says that it holds something new. */
function markUnsaved(entry) {
  const form = entry.closest("form[data-guard]");
  if (form) form.dataset.unsaved = "";
}

document.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-item-add]");
  if (adder) {
    event.preventDefault();
    return add(adder);
  }
  const entry = event.target.closest("[data-item-remove], [data-item-up], [data-item-down]")?.closest("li[data-item]");
  if (!entry) return;
  event.preventDefault();
  const up = event.target.closest("[data-item-up]");
  const down = event.target.closest("[data-item-down]");
  if (up) move(entry, -1, up);
  else if (down) move(entry, 1, down);
  else toggleRemoved(entry);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const entry = event.target.closest("[data-items] li[data-item]");
  if (!step || !event.altKey || event.ctrlKey || event.metaKey || !entry?.querySelector("[data-item-up]")) return;
  event.preventDefault();
  move(entry, step, event.target);
});

letDrag({
  grip: "[data-item-grip]",
  entryOf: (grip) => grip.closest("li[data-item]"),
  isEntry: "li[data-item]",
  blockOf: (entry) => [entry],
  entriesIn: entriesOf,
  place: (entry, other, isBefore) => (isBefore ? other.before(entry) : other.after(entry)),
  moved: markUnsaved,
});
