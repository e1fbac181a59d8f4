// What other scripts ask about a form's controls.

const PASSIVE = new Set(["submit", "button", "reset", "hidden", "image"]);

/** Whether a control holds something else than what the page came with. */
export function isChanged(control) {
  if (!control.name || control.disabled || PASSIVE.has(control.type)) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (control.options) return selectIsChanged(control);
  return control.value !== control.defaultValue;
}

/** A select whose options name no default shows its first one. */
function selectIsChanged(select) {
  const options = [...select.options];
  if (select.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  const original = options.findLast((option) => option.defaultSelected) ?? options.find((option) => !option.disabled);
  return select.selectedOptions[0] !== original;
}

/** Tell everyone, the live file among them, that something inside `element` was changed by a script. */
export function announceInput(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}
