// Fields that mean something only beside others:
//   data-only-for="type" data-only-values='["hasMany"]'  is shown while the field [data-setting="type"] has such a value, or itself one
//   data-overrides="host port" data-overriding="sentence"  makes those fields useless as long as anything is typed in it
//   select[data-shows-inner]  shows the fields after it while “object” is chosen
const settingOf = (name) => document.querySelector(`[data-setting="${CSS.escape(name)}"]`);
const controlsOf = (field) => [...field.querySelectorAll("input:not([type=hidden], [type=radio]), select, textarea")];
const hasValue = (control) => (control.type === "checkbox" ? control.checked : control.value !== "");

/** Whether anything is typed in a field, or chosen to be kept: of a secret the name of a variable is only proposed. */
function isFilled(field) {
  const kept = field.querySelector("[data-secret] input[type=radio]:checked");
  return kept ? kept.value !== "none" : controlsOf(field).some(hasValue);
}

function showApt(field) {
  const other = settingOf(field.dataset.onlyFor);
  const control = other && controlsOf(other)[0];
  if (!control) return;
  const chosen = control.value || control.getAttribute("placeholder") || "";
  const wanted = JSON.parse(field.dataset.onlyValues);
  const isOffered = !control.options || [...control.options].some((option) => option.value === chosen);
  field.classList.toggle("lw-not-apt", isOffered && !wanted.includes(chosen) && !isFilled(field) && !field.matches(".blamed"));
}

function showOverridden(field) {
  const filled = isFilled(field);
  for (const name of field.dataset.overrides.split(" ")) {
    const other = settingOf(name);
    if (!other) continue;
    other.classList.toggle("lw-unused", filled);
    const told = other.querySelector(":scope > [data-unused]");
    if (!filled) told?.remove();
    else if (!told) {
      const note = document.createElement("p");
      note.className = "lw-hint lw-warn";
      note.dataset.unused = "";
      note.textContent = field.dataset.overriding;
      other.append(note);
    }
  }
}

function showInner(select) {
  const rest = [...select.parentElement.children].slice([...select.parentElement.children].indexOf(select) + 1);
  for (const each of rest) {
    each.hidden = select.value !== "object";
    if (each.matches("details") && select.value === "object") each.open = true;
  }
}

function follow(root) {
  for (const field of root.querySelectorAll("[data-only-for]")) showApt(field);
  for (const select of root.querySelectorAll("select[data-shows-inner]")) showInner(select);
}

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-setting]");
  if (field?.dataset.overrides) showOverridden(field);
  if (event.target.matches?.("select[data-shows-inner]")) showInner(event.target);
  for (const waiting of document.querySelectorAll("[data-only-for]")) showApt(waiting);
});
document.addEventListener("htmx:afterSettle", (event) => follow(event.target));
follow(document);
