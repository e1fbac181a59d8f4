// A test result with data-blames="host port" marks those settings' fields, [data-setting], with data-blame-sentence.
// The live file's <template data-field-error="port"> marks what is typed and cannot be used; so does [data-row="key"].
// [data-told] is what the server said against a field with the page. A field is no longer blamed once it is typed into, and none is once another result comes.

function acquit(field) {
  field.querySelector("[data-blame], [data-told]")?.remove();
  field.classList.remove("blamed");
  for (const control of field.querySelectorAll("[data-blamed]")) {
    control.removeAttribute("aria-invalid");
    if (control.dataset.blamed) control.setAttribute("aria-describedby", control.dataset.blamed);
    else control.removeAttribute("aria-describedby");
    control.removeAttribute("data-blamed");
  }
}

function blame(field, sentence) {
  const note = document.querySelector("#blame-template").content.cloneNode(true).firstElementChild;
  note.id = `${field.id}-blame`;
  note.querySelector("span").textContent = sentence;
  field.append(note);
  field.classList.add("blamed");
  for (const control of field.querySelectorAll("input:not([type=radio], [type=hidden]), select, textarea")) {
    control.dataset.blamed = control.getAttribute("aria-describedby") ?? "";
    control.setAttribute("aria-describedby", `${control.dataset.blamed} ${note.id}`.trim());
    control.setAttribute("aria-invalid", "true");
  }
}

function follow() {
  for (const note of document.querySelectorAll("[data-setting] > [data-blame]")) acquit(note.parentElement);
  const result = document.querySelector("[data-blames]");
  const names = result?.dataset.blames.split(" ") ?? [];
  for (const field of document.querySelectorAll("[data-setting]")) {
    const told = field.querySelector(":scope > .lw-blame"); // by the server, with the page
    if (!names.includes(field.dataset.setting)) continue;
    if (!told) blame(field, result.dataset.blameSentence);
    field.closest("details")?.setAttribute("open", "");
  }
}

/** What the live file says of single fields, and of rows in a table. */
function markTyped() {
  for (const row of document.querySelectorAll("tr[data-row]")) delete row.dataset.wrong;
  for (const note of document.querySelectorAll("template[data-field-error]")) {
    const field = document.querySelector(`[data-setting="${CSS.escape(note.dataset.fieldError)}"]`);
    const row = document.querySelector(`tr[data-row="${CSS.escape(note.dataset.fieldError)}"]`);
    if (field && !field.querySelector(".lw-blame")) blame(field, note.content.textContent);
    if (row) row.dataset.wrong = "";
  }
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-setting]");
  if (field?.querySelector(":scope > [data-blame], :scope > [data-told]")) acquit(field);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.closest("#test-result")) follow();
  if (event.target.closest("#file-pane")) markTyped();
});
follow();
