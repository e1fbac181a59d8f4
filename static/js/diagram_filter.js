// What is shown: by words, data source, public, neighbours of what is selected; built-in models on request, and otherwise
// only those that a model of the application extends or relates to.

export function filterable(picture, form) {
  let kept = null; // the cards that were selected when their neighbours were asked for

  const isOwn = (card) => card.kind === "model" && !card.data.builtin;
  const isTouched = (card) => picture.linesOf(card.id).some((line) => line.kind !== "attach" && [line.from, line.to].some((id) => isOwn(picture.cards.get(id))));

  function matches(words, card) {
    const names = [card.data.name, ...(card.data.properties ?? []).map(([name]) => name)].join("\n").toLowerCase();
    return words.every((word) => names.includes(word));
  }

  function isModelShown(card, said) {
    const { source, words } = said;
    if (card.data.builtin && !said.builtin && !isTouched(card)) return false;
    if (source && card.data.source !== source) return false;
    if (said.public && !card.data.public) return false;
    if (kept && !kept.has(card.id)) return false;
    return !words.length || matches(words, card);
  }

  function read() {
    const data = new FormData(form);
    const words = data.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    return { words, source: data.get("source"), public: data.has("public"), builtin: data.has("builtin"), neighbours: data.has("neighbours") };
  }

  function shows(said) {
    const isNarrow = said.words.length || said.source || said.public || kept;
    return (card) => {
      if (card.kind === "model") return isModelShown(card, said);
      if (said.source) return card.data.name === said.source;
      if (!isNarrow) return true;
      const isUsed = picture.linesOf(card.id).some((line) => isModelShown(picture.cards.get(line.to), said));
      return isUsed || (said.words.length > 0 && !kept && matches(said.words, card));
    };
  }

  function neighbourhood() {
    const found = new Set(picture.selected);
    for (const id of picture.selected) for (const line of picture.linesOf(id)) found.add(line.from).add(line.to);
    return found;
  }

  function apply() {
    const said = read();
    if (!said.neighbours) kept = null;
    else if (!kept && picture.selected.size) kept = neighbourhood();
    const isOn = Boolean(said.words.length || said.source || said.public || kept);
    form.closest("details").classList.toggle("is-on", isOn);
    picture.filter(shows(said));
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("click", ({ target }) => {
    const fold = target.closest("[data-fold-all]")?.dataset.foldAll;
    if (fold !== undefined) picture.refold([...picture.cards.keys()].filter((id) => picture.cards.get(id).kind === "model"), fold);
  });
  picture.shows = shows(read());

  picture.addEventListener("data", () => {
    const select = form.elements.source;
    const chosen = select.value;
    const names = [...picture.cards.values()].filter((card) => card.kind === "data_source").map((card) => card.data.name);
    select.replaceChildren(new Option("all", ""), ...names.map((name) => new Option(name, name)));
    select.value = names.includes(chosen) ? chosen : "";
  });
  return {
    /** Shows only a card's neighbours and itself. */
    neighbours(ids) {
      kept = null;
      picture.select(ids);
      form.elements.neighbours.checked = true;
      apply();
    },
  };
}
