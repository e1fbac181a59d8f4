// <input data-names list="id">: names with commas between. The browser completes the whole text of an input, so each
// such input has a list of its own, in which what stands before the last comma is part of every word.

let made = 0;

function ownList(input) {
  if (input.dataset.names) return document.getElementById(input.dataset.names);
  const known = document.getElementById(input.getAttribute("list"));
  if (!known) return null;
  const list = document.createElement("datalist");
  list.id = `names-${(made += 1)}`;
  input.dataset.names = list.id;
  input.dataset.known = known.id;
  input.after(list);
  input.setAttribute("list", list.id);
  return list;
}

function offer(input) {
  const list = ownList(input);
  if (!list) return;
  const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
  const taken = new Set(before.split(",").map((name) => name.trim()));
  const words = [...document.getElementById(input.dataset.known).options].map((option) => option.value);
  const start = before && `${before.trimEnd()} `;
  list.replaceChildren(...words.filter((word) => !taken.has(word)).map((word) => new Option("", start + word)));
}

for (const kind of ["focusin", "input"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.("input[data-names]")) offer(event.target);
  });
}
