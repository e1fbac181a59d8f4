// <input data-filter="#list">: shows the [data-filter-row]s of the list that contain every word typed.
// Enter opens the first row, Down goes to its link, up and down walk, Escape clears. Survives a swap of the list.

const rowsOf = (input) => document.querySelectorAll(`${input.dataset.filter} [data-filter-row]`);
const linksOf = (input) =>
  [...rowsOf(input)]
    .filter((row) => !row.hidden)
    .map((row) => row.querySelector("a, button, input"))
    .filter(Boolean);

function apply(input) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rowsOf(input)) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
}

function filterOf(element) {
  const row = element.closest("[data-filter-row]");
  return row && [...document.querySelectorAll("[data-filter]")].find((input) => row.closest(input.dataset.filter));
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const input = event.target.closest("[data-filter]") ?? (event.target.closest("a") && filterOf(event.target));
  if (!input) return;
  const stops = [input, ...linksOf(input)];
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("input", (event) => event.target.matches("[data-filter]") && apply(event.target));
document.addEventListener("keydown", walk);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-filter]") || !event.target.value) return;
  event.preventDefault();
  linksOf(event.target)[0]?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.matches("[data-filter]")) return;
  event.target.value = "";
  apply(event.target);
});
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-filter]").forEach(apply));
document.querySelectorAll("[data-filter]").forEach(apply); // a reload keeps what was typed
