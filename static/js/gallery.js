// The gallery of connectors. While its search holds a URL, which may have a password in it, a card posts it instead of
// being a link, so that the URL stands in no address; input[data-url-note] says so in the element that it names.

const scheme = /^\s*([a-z][a-z0-9+.-]*):\/\/\S/i;
const search = document.querySelector("#connector-search");
const input = search.elements.find;
const note = document.querySelector(input.dataset.urlNote);
/** The cards of the connectors that read such a URL; which ones are shown is not settled while one types. */
const readersOf = (begin) =>
  [...document.querySelectorAll("#connectors li")].filter((card) => card.dataset.words.split(" ").includes(begin));

function tell() {
  const found = scheme.exec(input.value);
  const begin = found ? `${found[1].toLowerCase()}://` : "";
  const count = begin ? readersOf(begin).length : 0;
  if (!found) note.textContent = "";
  else if (!count) note.textContent = `No connector here reads a URL that begins with ${begin}.`;
  else if (count === 1) note.textContent = "Enter fills in the fields from this URL.";
  else note.textContent = "Choose what the URL belongs to: its fields are filled in. Enter takes the first.";
  note.classList.toggle("lw-failed", Boolean(found) && !count);
}

document.addEventListener("click", (event) => {
  const card = event.target.closest("a[data-connector]");
  if (!card || !scheme.test(input.value)) return;
  event.preventDefault();
  const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "connector" });
  chosen.value = card.dataset.connector;
  search.append(chosen);
  search.requestSubmit();
});
input.addEventListener("input", tell);
addEventListener("pageshow", (event) => {
  search.querySelectorAll("input[name=connector]").forEach((chosen) => chosen.remove());
  if (event.persisted) tell();
});
