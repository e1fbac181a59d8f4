// The picture by keyboard alone: arrows go to the nearest card in their direction, keys do what the menu does.
import { described } from "./diagram_cards.js";
import { singleKeys } from "./shortcuts.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 20;

export function keyboard(picture, verbs, { panel, menu, zoom, said, help }) {
  const { element, graph } = picture;
  const middle = (card) => ({ x: card.x + card.width / 2, y: card.y + Math.min(card.height, 58) / 2 });
  const shown = () => [...picture.cards.values()].filter((card) => picture.isShown(card));

  function nearest(card, [x, y]) {
    const from = middle(card);
    let [best, cost] = [null, Infinity];
    for (const other of shown()) {
      if (other === card) continue;
      const to = middle(other);
      const [along, across] = x ? [(to.x - from.x) * x, Math.abs(to.y - from.y)] : [(to.y - from.y) * y, Math.abs(to.x - from.x)];
      const price = along + across * 2.5;
      if (along > 8 && price < cost) [best, cost] = [other, price];
    }
    return best;
  }

  function tell(card) {
    const lines = picture.linesOf(card.id).filter((line) => line.kind === "relation" && picture.isShown(line));
    const related = [...new Set(lines.map((line) => picture.cards.get(line.from === card.id ? line.to : line.from).data.name))];
    said.textContent = [described(card), related.length && `related to ${related.join(", ")}`, picture.selected.size > 1 && `${picture.selected.size} selected`].filter(Boolean).join(", ");
  }

  function goTo(card, isMore) {
    if (!card) return;
    picture.select(isMore ? new Set([...picture.selected, card.id]) : [card.id], card.id);
    zoom.reveal(card.id);
    tell(card);
  }

  function move([x, y]) {
    const ids = [...picture.selected];
    for (const id of ids) {
      const card = picture.cards.get(id);
      graph.getCellById(id)?.setPosition(card.x + x * STEP, card.y + y * STEP);
    }
    picture.tell("places", ids);
  }

  function arrow(event) {
    const way = WAYS[event.key];
    if (event.altKey && picture.canEdit) return move(way);
    const card = picture.cards.get(picture.current);
    if (card && picture.isShown(card)) return goTo(nearest(card, way), event.shiftKey);
    const cards = shown();
    goTo(cards.find(({ kind }) => kind === "model") ?? cards[0], false);
  }

  const isPublic = () => verbs.models().every((id) => picture.cards.get(id).data.public);
  const centre = () => {
    const area = graph.getGraphArea();
    return { x: Math.round(area.x + area.width / 2 - 103), y: Math.round(area.y + area.height / 2 - 40) };
  };
  const edits = {
    r: () => verbs.relate(...orderedModels()),
    a: () => verbs.attach(picture.selected),
    p: () => verbs.setPublic(picture.selected, !isPublic()),
    n: () => verbs.newModel(centre(), sourceOfCurrent()),
    d: () => verbs.newSource(centre()),
    Delete: () => verbs.delete(picture.selected),
    Backspace: () => verbs.delete(picture.selected),
    F2: () => picture.current && verbs.rename(picture.current),
  };
  const looks = {
    Enter: () => picture.current && panel.open(picture.current),
    " ": () => fold(),
    m: () => menu.forSelection(),
    ContextMenu: () => menu.forSelection(),
    f: () => zoom.fit(),
    0: () => zoom.zoom(1 / graph.zoom()),
    "+": () => zoom.zoom(1.25),
    "=": () => zoom.zoom(1.25),
    "-": () => zoom.zoom(0.8),
    "?": () => help(),
    Escape: () => (picture.selected.size ? picture.select([]) : panel.close()),
  };
  const withControl = {
    a: () => picture.select(shown().map(({ id }) => id), picture.current ?? undefined),
    z: (event) => verbs.step(event.shiftKey ? "redo" : "undo"),
    y: () => verbs.step("redo"),
    c: () => verbs.copy() && (said.textContent = `Copied ${verbs.copied}`),
    v: () => verbs.paste(),
  };
  const onlyForEditors = new Set(["z", "y", "c", "v"]);

  function orderedModels() {
    const models = verbs.models();
    return picture.current && models.includes(picture.current) && models.length === 1 ? [picture.current] : models;
  }
  const sourceOfCurrent = () => {
    const card = picture.cards.get(picture.current);
    if (card?.kind === "data_source") return card.id;
    return card?.data.source ? `data_source:${card.data.source}` : undefined;
  };
  function fold() {
    const ids = [...picture.selected].filter((id) => picture.cards.get(id).kind === "model");
    if (ids.length) picture.refold(ids, ids.every((id) => picture.cards.get(id).fold === "folded") ? "" : "folded");
  }

  function actionOf(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) return onlyForEditors.has(key) && !picture.canEdit ? null : withControl[key];
    if (event.altKey) return null;
    if (event.key === "F10" && event.shiftKey) return looks.ContextMenu;
    return looks[key] ?? (picture.canEdit ? edits[key] : null);
  }

  const isStep = (event) => picture.canEdit && ["z", "y"].includes(event.key.toLowerCase());
  const isLook = (event) => singleKeys() && (event.key in WAYS || ["f", "0", "+", "=", "-"].includes(event.key));

  // While nothing has the focus, as after loading, undo and redo are meant for the picture, and keys that only look at it.
  document.addEventListener("keydown", (event) => {
    const isMeant = event.ctrlKey || event.metaKey ? isStep(event) : isLook(event);
    const isElsewhere = event.target !== document.body || document.querySelector("dialog[open]");
    if (!isMeant || isElsewhere || event.defaultPrevented || event.altKey) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    (event.key in WAYS ? arrow : actionOf(event))(event);
  });

  let goes = -Infinity; // when G was pressed: with the next key the page goes elsewhere, see shortcuts.js
  element.addEventListener("keydown", (event) => {
    const isSecond = event.timeStamp - goes < 1500;
    goes = event.key === "g" ? event.timeStamp : -Infinity;
    if (isSecond && event.key.length === 1) return;
    const run = event.key in WAYS && !event.ctrlKey && !event.metaKey ? arrow : actionOf(event);
    if (!run) return;
    event.preventDefault();
    event.stopPropagation(); // the keys of the page as a whole have another meaning
    run(event);
  });
  // The frame of the focus is for those who come by keyboard.
  element.addEventListener("keydown", () => delete element.dataset.byPointer);
  element.addEventListener(
    "mousedown",
    () => {
      element.dataset.byPointer = "";
      element.focus({ preventScroll: true });
    },
    { capture: true },
  );
  return { goTo };
}
