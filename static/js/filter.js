// <input data-filter="#list">: shows the [data-filter-row]s of the list that contain every word typed, in what they show
// or in their data-words; what is folded away does not count where a part is marked as [data-filter-text]. Of a URL that is typed its scheme counts alone: mysql://. Enter opens the first row, Down goes
// to its link, the arrows walk, also where rows stand beside each other, Escape clears. Survives a swap of the list.
// Where the page holds only a part of a list, the input also has hx-get: it asks for what else there is.

const rowsOf = (input) => document.querySelectorAll(`${input.dataset.filter} [data-filter-row]`);
const linksOf = (input) =>
  [...rowsOf(input)]
    .filter((row) => !row.hidden)
    .map((row) => row.querySelector("a") ?? row.querySelector("button, input, summary"))
    .filter(Boolean);

function apply(input) {
  const typed = input.value.toLowerCase().replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/).*$/s, "$1");
  const words = typed.split(/\s+/).filter(Boolean);
  for (const row of rowsOf(input)) {
    const shown = row.querySelector("[data-filter-text]") ?? row;
    const text = `${shown.textContent} ${row.dataset.words ?? ""}`.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
}

function filterOf(element) {
  const row = element.closest("[data-filter-row]");
  return row && [...document.querySelectorAll("[data-filter]")].find((input) => row.closest(input.dataset.filter));
}

const placeOf = (link) => link.closest("[data-filter-row]").getBoundingClientRect();

/** The link beside, over or under one: of the next line the one that begins nearest. */
function neighbour(links, link, key) {
  const from = placeOf(link);
  if (key === "ArrowRight" || key === "ArrowLeft") {
    const next = links[links.indexOf(link) + (key === "ArrowRight" ? 1 : -1)];
    return next && placeOf(next).top < from.bottom && placeOf(next).bottom > from.top ? next : null;
  }
  const beyond = links.filter((each) => (key === "ArrowDown" ? placeOf(each).top > from.bottom - 2 : placeOf(each).bottom < from.top + 2));
  const line = beyond.at(key === "ArrowDown" ? 0 : -1);
  const aside = (each) => Math.abs(placeOf(each).left - from.left);
  const inLine = beyond.filter((each) => placeOf(each).top === placeOf(line).top);
  return inLine.reduce((nearest, each) => (aside(each) < aside(nearest) ? each : nearest), line);
}

function walk(event) {
  const isDown = event.key === "ArrowDown";
  if (!/^Arrow(Down|Up|Left|Right)$/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  const input = event.target.closest("[data-filter]") ?? (event.target.closest("a, summary") && filterOf(event.target));
  if (!input) return;
  const links = linksOf(input);
  const isAt = links.includes(event.target);
  const next = isAt ? neighbour(links, event.target, event.key) ?? (event.key === "ArrowUp" && input) : isDown && links[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("input", (event) => event.target.matches("[data-filter]") && apply(event.target));
document.addEventListener("keydown", walk);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-filter]")) return;
  if (!event.target.value && event.target.form?.method !== "get") return;
  const [first] = linksOf(event.target);
  // Where nothing fits of a part of a list, the form is sent: the page it leads to looks through all.
  if (!first && event.target.value && event.target.hasAttribute("hx-get")) return;
  event.preventDefault();
  if (event.target.value) first?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.matches("[data-filter]")) return;
  event.target.value = "";
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-filter]").forEach(apply));
// A tree that fetched itself anew holds what it held at first.
document.addEventListener("htmx:afterSettle", (event) => {
  const input = event.target.id === "tree" && document.querySelector("#tree-filter[hx-get]");
  if (input && input.value) input.dispatchEvent(new Event("filter-again"));
});
document.querySelectorAll("[data-filter]").forEach(apply); // a reload keeps what was typed
