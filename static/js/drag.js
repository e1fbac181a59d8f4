// Moving an entry of a list by its grip, with a mouse, a pen or a finger. Each kind of list says what its entries are.
import { announceInput } from "./controls.js";

/**
 * Lets entries be dragged.
 *   grip      the selector of what is taken hold of
 *   entryOf   the entry of a grip
 *   isEntry   the selector of all entries
 *   blockOf   the elements that move with an entry, itself among them
 *   entriesIn the visible entries of a list, in order
 *   place     puts an entry before (true) or after another one
 *   moved     hears of an entry that stands elsewhere now
 */
export function letDrag({ grip, entryOf, isEntry, blockOf, entriesIn, place, moved }) {
  let dragged = null;

  function drop() {
    if (!dragged) return;
    const { entry, isMoved } = dragged;
    for (const each of blockOf(entry)) each.classList.remove("dragged");
    dragged = null;
    if (!isMoved) return;
    moved(entry);
    announceInput(entry);
  }

  document.addEventListener("pointerdown", (event) => {
    const held = event.target.closest?.(grip);
    if (!held || event.button !== 0 || held.closest("fieldset:disabled")) return;
    event.preventDefault();
    held.setPointerCapture(event.pointerId);
    dragged = { entry: entryOf(held), isMoved: false };
    for (const each of blockOf(dragged.entry)) each.classList.add("dragged");
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const { entry } = dragged;
    const over = document.elementFromPoint(entry.getBoundingClientRect().left + 40, event.clientY)?.closest(isEntry);
    if (!over || over.parentElement !== entry.parentElement || blockOf(entry).includes(over)) return;
    const entries = entriesIn(entry.parentElement);
    const { top, height } = over.getBoundingClientRect();
    const isAbove = entries.indexOf(over) < entries.indexOf(entry);
    // Past the middle of the other one, so that two of different height do not change places again and again.
    if (isAbove ? event.clientY > top + height / 2 : event.clientY < top + height / 2) return;
    const before = entry.previousElementSibling;
    place(entry, over, isAbove);
    dragged.isMoved ||= entry.previousElementSibling !== before;
    entry.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}
