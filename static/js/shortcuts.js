// The keys that do something on every page, declared here and nowhere else; ? shows them all, and so does [data-shortcuts].
// What a page adds in a <template data-shortcuts-here> stands before them.
// A key alone never counts while something is typed, and not at all where the person turned that off (WCAG 2.1.4).
//   keys   "g p" is one after the other, "Ctrl S" together; ⌘ is as good as Ctrl
//   goes   an address inside the project     presses   a selector: the first such button that can be pressed
//   does   a function that tells whether it did anything     told   another script listens: it only stands in the list
//   edits  only for those who may edit     needs   a selector: what must be on the page

const SHORTCUTS = {
  Everywhere: [
    { keys: "Ctrl K", says: "Find anything", told: true },
    { keys: "/", says: "Filter the list", does: goToFilter, needs: "[data-filter]" },
    { keys: "?", says: "Show these shortcuts", does: showList },
    { keys: "Esc", says: "Close a menu or a dialog, clear a filter", told: true },
  ],
  "In a project": [
    { keys: "g o", says: "Go to the diagram", goes: "" },
    { keys: "g d", says: "Go to the data sources", goes: "data-sources/" },
    { keys: "g m", says: "Go to the models", goes: "models/" },
    { keys: "g p", says: "Go to the problems", goes: "problems/" },
    { keys: "g f", says: "Go to the files", goes: "files/" },
    { keys: "g h", says: "Go to the history", goes: "history/" },
    { keys: "g c", says: "Go to the changes, to publish them", goes: "publish/" },
    { keys: "n m", says: "New model", goes: "models/new/", edits: true },
    { keys: "n d", says: "New data source", goes: "data-sources/new/", edits: true },
  ],
  "In a form": [
    { keys: "Ctrl S", says: "Save", does: save, needs: "main form[data-guard]" },
    { keys: "Ctrl Enter", says: "Save, or do what a dialog asks", does: save, needs: "main form, dialog form" },
    { keys: "t", says: "Test the connection", presses: "main button[data-run]" },
  ],
  "In tables and lists": [
    { keys: "↑ ↓", says: "Walk through the rows, and through the tree", told: true, needs: "table, #tree" },
    { keys: "Enter", says: "In a table that is typed into: the next row, or a new one", told: true, needs: "[data-rows]" },
    { keys: "Alt ↑ ↓", says: "Move the row", told: true, needs: "[data-rows]" },
  ],
};

const PAUSE = 1500; // so long the second of two keys is waited for, in milliseconds
const SINGLE = "single-keys";
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const FIELD = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file]), textarea, select, [contenteditable]:not([contenteditable=false])";

const project = document.querySelector("[data-project]")?.dataset.project;
const mayEdit = Boolean(document.querySelector("[data-can-edit]"));
const all = Object.values(SHORTCUTS).flat();

let before = ""; // the first of two keys
let timer;

/** Whether keys without Ctrl do something. */
export const singleKeys = () => localStorage.getItem(SINGLE) !== "off";
const buttonFor = (selector) => [...document.querySelectorAll(selector)].find((each) => !each.disabled && each.checkVisibility());

/** Whether a shortcut has something to act on here. */
function isApt(shortcut) {
  if ("goes" in shortcut) return Boolean(project) && (!shortcut.edits || mayEdit);
  if (shortcut.presses) return Boolean(buttonFor(shortcut.presses));
  return !shortcut.needs || Boolean(document.querySelector(shortcut.needs));
}

/** What was pressed, as it is written above; nothing for a key that only accompanies others. */
function written(event) {
  if (["Control", "Meta", "Alt", "Shift", "AltGraph"].includes(event.key)) return "";
  const key = event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toUpperCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl ${key}` : event.altKey ? `Alt ${key}` : key;
}

function run(shortcut) {
  if (!isApt(shortcut)) return false;
  if ("goes" in shortcut) location.assign(project + shortcut.goes);
  else if (shortcut.presses) buttonFor(shortcut.presses).click();
  else return shortcut.does() !== false;
  return true;
}

function answer(event) {
  const pressed = written(event);
  if (!pressed || event.defaultPrevented || event.isComposing || event.repeat) return;
  const isAlone = !pressed.startsWith("Ctrl ");
  const isElsewhere = event.target.closest?.(FIELD) || document.querySelector("dialog[open]") || !singleKeys();
  if (isAlone && isElsewhere) return;
  const keys = before ? `${before} ${pressed}` : pressed;
  clearTimeout(timer);
  before = "";
  const shortcut = all.find((each) => !each.told && each.keys === keys);
  if (shortcut) {
    if (run(shortcut)) event.preventDefault();
  } else if (isAlone && all.some((each) => !each.told && each.keys.startsWith(`${keys} `))) {
    before = keys;
    timer = setTimeout(() => (before = ""), PAUSE);
  }
}

function goToFilter() {
  const input = buttonFor("main [data-filter]") ?? document.querySelector("#tree-filter");
  if (!input) return false;
  const folded = input.closest("details:not([open])");
  if (folded) folded.open = true;
  input.focus();
  input.select();
}

/** Presses the button that saves: of the form one is in, else of the form of the page. */
function save() {
  const dialog = document.querySelector("dialog[open]");
  const at = document.activeElement;
  const forms = [at.form ?? at.closest("form"), ...(dialog ?? document).querySelectorAll(dialog ? "form" : "main form[data-guard]")];
  const button = forms.map((form) => form && saveButton(form)).find((each) => each && !each.disabled);
  if (!button) return false;
  button.click();
}

/** The primary button of a form, else its only one. */
function saveButton(form) {
  const buttons = [...form.elements].filter((each) => each.matches("button:not([type=button])") && each.checkVisibility());
  return buttons.find((each) => each.matches(".btn-primary")) ?? (buttons.length === 1 ? buttons[0] : undefined);
}

export function showList() {
  const at = document.activeElement;
  const from = at.closest("details[data-menu]")?.querySelector("summary") ?? at; // the menu has closed meanwhile
  const dialog = make("dialog", { className: "lw-dialog lw-keys" });
  dialog.setAttribute("aria-labelledby", "keys-title");
  const content = make("div");
  const here = document.querySelector("template[data-shortcuts-here]")?.content.cloneNode(true);
  content.append(head(), ...(here ? [here] : []), ...Object.entries(SHORTCUTS).map(section), turnOff());
  dialog.append(content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from !== document.body) from.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function head() {
  const close = make("button", { type: "button", className: "btn btn-sm", textContent: "Close" });
  close.dataset.dialogClose = "";
  const row = make("div", { className: "lw-title" });
  row.append(make("h1", { id: "keys-title", textContent: "Keyboard shortcuts" }), make("span", { className: "lw-grow" }), close);
  return row;
}

function section([title, shortcuts]) {
  const listed = make("dl");
  for (const shortcut of shortcuts.filter((each) => !each.edits || mayEdit || !project)) {
    const term = make("dt");
    term.append(...caps(shortcut.keys));
    const what = make("dd", { textContent: shortcut.says });
    if (!isApt(shortcut)) what.append(make("small", { textContent: " not on this page" }));
    listed.append(term, what);
  }
  const found = make("section");
  found.append(make("h2", { textContent: title }), listed);
  return found;
}

function caps(keys) {
  const parts = keys.split(" ").map((key) => make("kbd", { textContent: key === "Ctrl" && isMac ? "⌘" : key }));
  const isInTurn = /^[a-z] [a-z]$/.test(keys);
  return parts.flatMap((part, at) => (at && isInTurn ? [make("span", { textContent: " then " }), part] : [part]));
}

function turnOff() {
  const box = make("input", { type: "checkbox", className: "form-check-input", checked: singleKeys() });
  box.addEventListener("change", () => localStorage.setItem(SINGLE, box.checked ? "on" : "off"));
  const label = make("label", { className: "lw-inline" });
  label.append(box, "Keys without Ctrl do something, too");
  return label;
}

const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

document.addEventListener("keydown", answer);
document.addEventListener("click", (event) => event.target.closest("[data-shortcuts]") && showList());
