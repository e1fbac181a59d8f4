// form[data-guard]: leaving the page with something typed and not saved asks first. Fields that differ from what the
// page came with are marked "edited", and [data-edit-count] says how many.
import { isChanged } from "./controls.js";
import { hasTouchedRows } from "./touched_rows.js";

const leaving = new WeakSet();
const changedFields = (form) =>
  [...new Set([...form.elements].filter(isChanged).map((control) => control.closest(".lw-field")))].filter(Boolean);
const isDirty = (form) => [...form.elements].some(isChanged) || hasTouchedRows(form);

function mark(form) {
  const changed = changedFields(form);
  for (const field of form.querySelectorAll(".lw-field")) {
    field.classList.toggle("edited", "edited" in field.dataset || changed.includes(field));
  }
  const said = document.querySelector("[data-edit-count]");
  if (said) said.textContent = changed.length ? `${changed.length} setting${changed.length > 1 ? "s" : ""} edited` : "";
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) mark(form);
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leaving.add(event.target);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-guard]").forEach((form) => leaving.delete(form));
});
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-guard]")];
  const goesAnyway = [...document.forms].some((form) => form.matches("[data-guard]") && leaving.has(form));
  if (!goesAnyway && forms.some(isDirty)) event.preventDefault();
});
