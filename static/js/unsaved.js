// form[data-guard]: leaving the page with something typed and not saved asks first. Fields that differ from what the
// page came with are marked "edited", and [data-edit-count] says how many, or that other things than the values of
// fields are. [data-added] was added since. With data-unsaved the page holds something else that is not saved.
// A field that the server shows in another shape, as JSON, comes with what was typed as if the page came with that: with
// data-edited it stays edited. Submitting the form, or a form[data-discard], does not ask.
import { isChanged } from "./controls.js";
import { hasTouchedRows } from "./touched_rows.js";

const leaving = new WeakSet();
const EDITED = ".lw-field[data-edited]";

/** The fields that are edited; of those inside of one that was given another shape, only that. */
function changedFields(form) {
  const typed = [...form.elements].filter(isChanged).map((control) => control.closest(EDITED) ?? control.closest(".lw-field"));
  return [...new Set([...form.querySelectorAll(EDITED), ...typed])].filter(Boolean);
}

/** Whether a form holds something that is not saved. */
export const isDirty = (form) =>
  "unsaved" in form.dataset ||
  form.querySelector(`[data-added], ${EDITED}`) !== null ||
  [...form.elements].some(isChanged) ||
  hasTouchedRows(form);

/** A form that was sent stays on the page after all: leaving it asks again. */
export const stays = (form) => leaving.delete(form);

function mark(form) {
  const changed = changedFields(form);
  for (const field of form.querySelectorAll(".lw-field")) {
    field.classList.toggle("edited", changed.includes(field));
  }
  const said = document.querySelector("[data-edit-count]");
  if (said) said.textContent = words(form, changed.length);
}

function words(form, count) {
  if (!count || form.querySelector("[data-editor]")) return isDirty(form) ? "edited" : "";
  return `${count} setting${count > 1 ? "s" : ""} edited`;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) mark(form);
});

/** Whether something in a field is not saved. */
const isEdited = (field) =>
  field.matches(EDITED) ||
  field.querySelector(`[data-added], ${EDITED}`) !== null ||
  [...field.querySelectorAll("input, select, textarea")].some(isChanged);

const reshaped = new Set(); // the ids of edited fields whose place another shape takes
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target: field } = detail;
  if (detail.shouldSwap && field.matches("form[data-guard] .lw-field[id]") && isEdited(field)) reshaped.add(field.id);
});
// Until it has settled, htmx gives the new element the classes of the old one, and then its own again.
document.addEventListener("htmx:afterSettle", ({ target: settled }) => {
  settled.querySelectorAll("form[data-unsaved]").forEach(mark);
  if (!reshaped.delete(settled.id)) return;
  settled.dataset.edited = "";
  mark(settled.closest("form"));
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leaving.add(event.target);
});
document.querySelectorAll("form[data-unsaved]").forEach(mark);
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-guard], form[data-discard]").forEach((form) => leaving.delete(form));
});
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-guard]")];
  const goesAnyway = [...document.forms].some((form) => form.matches("[data-guard], [data-discard]") && leaving.has(form));
  if (!goesAnyway && forms.some(isDirty)) event.preventDefault();
});
