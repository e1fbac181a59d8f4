// The gallery of connectors. While its search holds a URL, which may have a password in it, a card posts it instead of
// being a link, so that the URL stands in no address; input[data-url-note] says so in the element that it names.

const scheme = /^\s*([a-z][a-z0-9+.-]*):\/\/\S/i;
const search = document.querySelector("#connector-search");
const input = search.elements.find;
const note = document.querySelector(input.dataset.urlNote);
const cards = () => [...document.querySelectorAll("#connectors li:not([hidden])")];

function tell() {
  const found = scheme.exec(input.value);
  if (!found) note.textContent = "";
  else if (cards().length) note.textContent = "Enter fills in the fields from this URL.";
  else note.textContent = `No connector here reads a URL that begins with ${found[1].toLowerCase()}://.`;
  note.classList.toggle("lw-failed", Boolean(found) && !cards().length);
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
