// What comes with the live file for other places of the page:
//   <template data-told="relation-o0"> replaces what is inside the element of that id
//   <template data-told-fields='{"fields": [["relations/o0/foreignKey", "customerId", "idle"]], "unused": "…"}'> gives the field
//   [data-setting] a placeholder, and hides it while it means nothing; one that is filled in stays, with the sentence
// What a person ticked, chose or unfolded meanwhile stays.

function keepState(old, fresh) {
  for (const box of fresh.querySelectorAll("input[type=checkbox]")) {
    const before = old.querySelector(`input[type=checkbox][value="${CSS.escape(box.value)}"]`);
    if (before) box.checked = before.checked;
  }
  for (const [index, select] of fresh.querySelectorAll("select").entries()) {
    const value = old.querySelectorAll("select")[index]?.value;
    if (value && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  for (const [index, fold] of fresh.querySelectorAll("details").entries()) {
    fold.open = old.querySelectorAll("details")[index]?.open ?? fold.open;
  }
}

const shown = new WeakMap();

function tell(place, template) {
  if (shown.get(place) === template.innerHTML) return;
  shown.set(place, template.innerHTML);
  const fresh = document.createElement("div");
  fresh.append(template.content.cloneNode(true));
  keepState(place, fresh);
  const focused = place.contains(document.activeElement) ? [...place.querySelectorAll("input, select, summary")].indexOf(document.activeElement) : -1;
  place.replaceChildren(...fresh.childNodes);
  if (focused >= 0) place.querySelectorAll("input, select, summary")[focused]?.focus();
}

function tellField([setting, hint, state], sentence) {
  const field = document.querySelector(`[data-setting="${CSS.escape(setting)}"]`);
  if (!field) return;
  const control = field.querySelector(":scope > input, :scope > textarea");
  if (control) control.placeholder = hint;
  field.classList.toggle("lw-idle", state === "idle");
  field.classList.toggle("lw-unused", state === "unused");
  field.querySelector(":scope > [data-unused]")?.remove();
  if (state !== "unused") return;
  const note = document.createElement("p");
  note.className = "lw-hint lw-warn";
  note.dataset.unused = "";
  note.textContent = sentence;
  field.append(note);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.target.closest("#file-pane")) return;
  for (const template of document.querySelectorAll("#file-pane template[data-told]")) {
    const place = document.getElementById(template.dataset.told);
    if (place) tell(place, template);
  }
  for (const template of document.querySelectorAll("#file-pane template[data-told-fields]")) {
    const { fields, unused } = JSON.parse(template.dataset.toldFields);
    for (const row of fields) tellField(row, unused);
  }
});
