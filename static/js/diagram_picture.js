// The picture: its cards and lines by id, which of them are shown, selected and current, and the X6 graph that has them
// on the canvas. Everything else about the diagram looks at it and listens to its events:
// "data", "view", "selection", "filter", "arranged", "places" (detail: ids that a person moved or folded).
import { cardViewOf, detailAt, sizeOf } from "./diagram_cards.js";
import { Graph } from "./diagram_engine.js";
import { arranged, freeAt, placeFor } from "./diagram_layout.js";
import { lineViewOf, Routes } from "./diagram_lines.js";
import { LEGIBLE, ROOM } from "./diagram_zoom.js";

const MANY = 150; // so many models open folded

export class Picture extends EventTarget {
  constructor(element, { canEdit }) {
    super();
    this.element = element;
    this.canEdit = canEdit;
    this.cards = new Map();
    this.lines = new Map();
    this.byCard = new Map();
    this.selected = new Set();
    this.current = null;
    this.wanted = new Map(); // where a card that is about to come shall stand
    this.shows = () => true;
    this.detail = "near";
    this.routes = new Routes(this);
    this.graph = this.makeGraph();
  }

  makeGraph() {
    const [CardView, LineView] = [cardViewOf(this), lineViewOf(this)];
    const graph = new Graph({
      container: this.element,
      autoResize: true,
      async: false,
      virtual: { enabled: true, margin: 300 },
      panning: { enabled: true, eventTypes: ["leftMouseDown", "mouseWheel"] },
      mousewheel: { enabled: true, modifiers: ["ctrl", "meta"], minScale: 0.03, maxScale: 2, factor: 1.15 },
      scaling: { min: 0.03, max: 2 },
      interacting: { nodeMovable: this.canEdit, edgeMovable: false, edgeLabelMovable: false },
      preventDefaultContextMenu: true,
      createCellView: (cell) => (cell.isNode() ? CardView : LineView),
    });
    const scaled = () => {
      const detail = detailAt(graph.zoom());
      if (detail !== this.detail) {
        this.detail = detail;
        this.redrawAll();
      }
      this.tell("view");
    };
    graph.on("scale", scaled);
    graph.on("translate", () => this.tell("view"));
    graph.on("resize", () => this.tell("view"));
    graph.on("node:change:position", ({ node }) => this.follow(node));
    return graph;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  linesOf(id) {
    return this.byCard.get(id) ?? [];
  }

  isShown(thing) {
    if (thing.from === undefined) return this.shows(thing);
    const ends = [this.cards.get(thing.from), this.cards.get(thing.to)];
    return ends.every((card) => card && this.shows(card));
  }

  isLit(line) {
    return this.selected.has(line.from) || this.selected.has(line.to);
  }

  // --- What is there -------------------------------------------------------------------------------------------

  /** Takes what the server says is there; what stands keeps its place. */
  take({ sources, models, lines, places }) {
    const isFirst = !this.cards.size;
    const before = this.cards;
    this.cards = new Map();
    const foldOf = ({ name, builtin }) => {
      const id = `model:${name}`;
      if (places[id]) return places[id].fold ?? "";
      return before.get(id)?.fold ?? (builtin || models.length > MANY ? "folded" : "");
    };
    for (const data of sources) this.cards.set(`data_source:${data.name}`, this.card("data_source", data, places, ""));
    for (const data of models) this.cards.set(`model:${data.name}`, this.card("model", data, places, foldOf(data)));
    this.takeLines(lines);
    for (const card of this.cards.values()) {
      card.idle = card.kind === "data_source" && !this.linesOf(card.id).length;
      Object.assign(card, sizeOf(card));
      const old = before.get(card.id);
      if (card.x === undefined && old) [card.x, card.y] = [old.x, old.y];
    }
    this.placeMissing(isFirst || !Object.keys(places).length);
    const placed = [...this.cards.values()].filter((card) => !card.isKept).map(({ id }) => id);
    this.routes.forgetAll();
    this.selected = new Set([...this.selected].filter((id) => this.cards.has(id)));
    if (!this.cards.has(this.current)) this.current = null;
    this.show(before);
    this.tell("data");
    if (placed.length && this.canEdit) this.tell("places", placed);
  }

  card(kind, data, places, fold) {
    const id = `${kind}:${data.name}`;
    return { id, kind, data, fold, isKept: id in places, x: places[id]?.x, y: places[id]?.y };
  }

  takeLines(lines) {
    this.lines = new Map();
    this.byCard = new Map();
    lines.forEach((line, order) => {
      const from = `${line.kind === "attach" ? "data_source" : "model"}:${line.from}`;
      const to = `model:${line.to}`;
      if (!this.cards.has(from) || !this.cards.has(to)) return;
      const id = [line.kind, from, line.fromName ?? "", to, line.toName ?? ""].join("\n");
      const made = { ...line, id, from, to, order };
      this.lines.set(id, made);
      for (const end of new Set([from, to])) this.byCard.set(end, [...this.linesOf(end), made]);
    });
  }

  /** Finds places for cards that have none. */
  placeMissing(all) {
    const cards = [...this.cards.values()];
    const missing = cards.filter((card) => card.x === undefined);
    const lines = [...this.lines.values()];
    if (all && missing.length === cards.length) {
      const shown = cards.filter((card) => this.shows(card));
      for (const [id, place] of arranged(shown, lines, this.room())) Object.assign(this.cards.get(id), place);
    }
    for (const card of cards) {
      const wanted = card.isKept ? undefined : this.wanted.get(card.id);
      if (!wanted) continue;
      this.wanted.delete(card.id);
      const standing = cards.filter((other) => other !== card && other.x !== undefined && this.shows(other));
      Object.assign(card, freeAt(card, wanted, standing));
    }
    for (const card of cards) if (card.x === undefined) Object.assign(card, placeFor(card, cards, lines));
  }

  /** How much is seen at once at the smallest scale that can be read, and how much larger that is shown at most. */
  room() {
    const { clientWidth, clientHeight } = this.element;
    return { width: (clientWidth - ROOM.left - ROOM.right) / LEGIBLE, height: (clientHeight - ROOM.top - ROOM.bottom) / LEGIBLE, most: 1 / LEGIBLE };
  }

  /** Lays everything out anew. */
  arrange() {
    const shown = [...this.cards.values()].filter((card) => this.shows(card));
    const places = arranged(shown, [...this.lines.values()].filter((line) => this.isShown(line)), this.room());
    for (const [id, place] of places) Object.assign(this.cards.get(id), place);
    this.show(this.cards);
    this.tell("places", [...places.keys()]);
    this.tell("arranged");
  }

  // --- What is on the canvas -----------------------------------------------------------------------------------

  /** Brings the canvas in line with the cards and lines that are shown. */
  show(before) {
    const cards = [...this.cards.values()].filter((card) => this.isShown(card));
    const lines = [...this.lines.values()].filter((line) => this.isShown(line));
    const wanted = new Set([...cards, ...lines].map(({ id }) => id));
    this.routes.forgetAll();
    const gone = this.graph.getCells().filter((cell) => !wanted.has(cell.id));
    this.graph.model.removeCells(gone, { disconnectEdges: false });
    const added = [];
    for (const card of cards) {
      const cell = this.graph.getCellById(card.id);
      if (!cell) added.push(this.graph.createNode({ id: card.id, zIndex: 2, x: card.x, y: card.y, width: card.width, height: card.height }));
      else this.bring(cell, card, before.get(card.id));
    }
    for (const line of lines) {
      if (this.graph.getCellById(line.id)) continue;
      const zIndex = line.kind === "attach" ? -2 : -1;
      added.push(this.graph.createEdge({ id: line.id, zIndex, source: { cell: line.from }, target: { cell: line.to } }));
    }
    if (added.length) this.graph.addCell(added);
    this.redrawLines(lines);
  }

  bring(cell, card, before) {
    const { x, y } = cell.getPosition();
    if (x !== card.x || y !== card.y) cell.setPosition(card.x, card.y, { ours: true });
    const { width, height } = cell.getSize();
    if (width !== card.width || height !== card.height) cell.setSize(card.width, card.height);
    if (before !== card || before.fold !== card.fold) this.redraw(card.id);
  }

  viewOf(id) {
    const cell = this.graph.getCellById(id);
    const view = cell && this.graph.findViewByCell(cell);
    return view && this.graph.renderer.isViewMounted(view) ? view : null;
  }

  redraw(id) {
    this.viewOf(id)?.render();
  }

  redrawLines(lines) {
    for (const line of lines) this.viewOf(line.id)?.draw();
  }

  redrawAll() {
    for (const id of this.cards.keys()) this.redraw(id);
    this.redrawLines(this.lines.values());
  }

  /** A card moved on the canvas: its lines follow. */
  follow(node) {
    const card = this.cards.get(node.id);
    if (!card) return;
    Object.assign(card, node.getPosition());
    this.redrawLines(this.routes.forget([card.id]));
  }

  refold(ids, fold) {
    for (const id of ids) {
      const card = this.cards.get(id);
      if (card?.kind !== "model") continue;
      card.fold = fold === "short" ? "" : fold;
      Object.assign(card, sizeOf(card));
      this.graph.getCellById(id)?.setSize(card.width, card.height);
      this.redraw(id);
    }
    this.redrawLines(this.routes.forget(ids));
    this.tell("view");
    this.tell("places", ids);
  }

  // --- What is selected ----------------------------------------------------------------------------------------

  select(ids, current = [...ids].at(-1) ?? null) {
    const changed = new Set([...this.selected, ...ids, this.current, current]);
    this.selected = new Set(ids);
    this.current = current;
    for (const id of changed) {
      if (!id) continue;
      const view = this.viewOf(id);
      view?.container.classList.toggle("d-selected", this.selected.has(id));
      view?.container.classList.toggle("d-current", this.current === id);
      for (const line of this.linesOf(id)) this.viewOf(line.id)?.container.firstChild?.classList.toggle("e-on", this.isLit(line));
    }
    this.tell("selection");
  }

  filter(shows) {
    this.shows = shows;
    this.show(this.cards);
    this.tell("filter");
  }

  /** The smallest box around these cards, or around all that is shown. */
  boundsOf(ids) {
    const cards = ids ? ids.map((id) => this.cards.get(id)) : [...this.cards.values()].filter((card) => this.isShown(card));
    if (!cards.length) return null;
    const x = Math.min(...cards.map((card) => card.x));
    const y = Math.min(...cards.map((card) => card.y));
    return { x, y, width: Math.max(...cards.map((card) => card.x + card.width)) - x, height: Math.max(...cards.map((card) => card.y + card.height)) - y };
  }
}
