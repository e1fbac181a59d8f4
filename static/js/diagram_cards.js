// Cards of data sources and models: what is drawn of each, in three levels of detail. `near` shows all, `far` the name
// alone, `speck` a box. Widths of texts are counted, not measured: the letters of names are all as wide.
import { NodeView } from "./diagram_engine.js";
import { brand, icon, rect, shortened, svg, text } from "./diagram_svg.js";

export const SOURCE = { width: 196, height: 58 };
export const MODEL_WIDTH = 206;
export const HEAD = 42;
const ROW = 21;
const SHOWN = 6;
const LETTER = 6.92; // of a property's name, in pixels

const SIGNS = {
  verified: ["circle-check", "ok"],
  failed: ["circle-x", "failed"],
  "works-only-here": ["alert-triangle", "warn"],
  unverified: ["circle-dashed", "unknown"],
  changed: ["circle-dashed", "unknown"],
};
const WORDS = {
  verified: "verified",
  failed: "failed",
  "works-only-here": "fails in LoopBack",
  unverified: "unverified",
  changed: "changed since",
};

/** How many rows of properties a card shows. */
const rowsOf = ({ fold, data }) => ({ folded: 0, all: Infinity })[fold] ?? (data.properties.length === SHOWN + 1 ? Infinity : SHOWN);

export function sizeOf(card) {
  if (card.kind === "data_source") return SOURCE;
  const shown = Math.min(rowsOf(card), card.data.properties.length);
  const rest = shown && card.data.properties.length > shown ? 1 : 0;
  return { width: MODEL_WIDTH, height: shown ? HEAD + 10 + (shown + rest) * ROW : HEAD };
}

export function detailAt(scale) {
  if (scale >= 0.5) return "near";
  return scale >= 0.16 ? "far" : "speck";
}

/** A card as one sentence, for screen readers. */
export function described(card) {
  const { data } = card;
  if (card.kind === "data_source") return `${data.name || "“”"}, data source, ${[data.title, data.said].filter(Boolean).join(", ")}`;
  const parts = [
    `${data.name || "“”"}, ${data.builtin ? "built-in " : ""}model`,
    data.base && `extends ${data.base}`,
    data.source ? `attached to ${data.source}` : "attached to no data source",
    data.public ? "public" : "not public",
    `${data.properties.length} ${data.properties.length === 1 ? "property" : "properties"}`,
    ...data.problems,
  ];
  return parts.filter(Boolean).join(", ");
}

function problem(card, x, y) {
  if (!card.data.problem) return null;
  const stops = card.data.problem === "stops boot";
  const sign = icon(stops ? "circle-x" : "alert-triangle", x, y, `d-ic d-${stops ? "failed" : "warn"}`);
  return svg("g", {}, rect(x - 2, y - 2, 18, 18, "d-hit"), sign, svg("title", {}, card.data.problems.join("\n")));
}

function sourceCard({ data, idle }) {
  const { width, height } = SOURCE;
  const [sign, tone] = SIGNS[data.verdict] ?? ["circle-dashed", "unknown"];
  const said = data.absent ? "not here" : (WORDS[data.verdict] ?? "not tested");
  const sub = svg(
    "text",
    { x: 50, y: 43, class: "d-sub" },
    svg("tspan", {}, `${data.title.length + said.length > 19 ? shortened(data.connector, 18 - said.length) : data.title} · `),
    svg("tspan", { class: `t-${data.absent ? "none" : tone}` }, said),
  );
  return svg(
    "g",
    { class: `k-${data.kind}${idle ? " d-idle" : ""}${data.absent ? " d-absent" : ""}` },
    rect(0, 2, width, height, "d-shade", 8),
    rect(0, 0, width, height, "d-body", 8),
    rect(10, 14, 30, 30, "d-tile", 6),
    data.brand ? brand(data.brand, 15, 19, "d-kind solid", 20) : icon(data.icon, 15, 19, "d-kind", 20),
    named(data.name, 50, 26, 16),
    sub,
    svg("g", {}, icon(sign, width - 24, 32, `d-ic d-${tone}`), svg("title", {}, data.said || "Not tested yet")),
    problem({ data }, width - 24, 12),
  );
}

function named(name, x, y, letters) {
  const shown = text(shortened(name || '""', letters), x, y, "d-name");
  if (name.length > letters) shown.append(svg("title", {}, name));
  return shown;
}

function row([name, type, flags], y) {
  const shownType = shortened(type, Math.max(7, 23 - name.length));
  const letters = 23 - shownType.length;
  const shownName = shortened(name, letters);
  const mark = flags.includes("k") ? "key" : flags.includes("f") ? "link" : "";
  return [
    mark && icon(mark, 10, y + 4, `d-ic${mark === "key" ? " d-key" : ""}`, 12),
    text(shownName, 28, y + 14, "d-prop"),
    flags.includes("r") && text("*", 28 + shownName.length * LETTER + 6, y + 15, "d-req"),
    text(shownType, MODEL_WIDTH - 12, y + 14, "d-type"),
  ];
}

function subOf(data) {
  if (data.builtin) return "built-in";
  if (!data.base) return "";
  return /^(Persisted)?Model$/.test(data.base) ? data.base : `extends ${shortened(data.base, 16)}`;
}

function modelCard(card, height) {
  const { data } = card;
  const count = data.properties.length;
  const shown = data.properties.slice(0, Math.min(rowsOf(card), count));
  const more = count - shown.length;
  const folded = !shown.length && count > 0;
  return svg(
    "g",
    { class: `${data.builtin ? "d-builtin" : ""}${data.source || data.builtin ? "" : " d-idle"}` },
    rect(0, 2, MODEL_WIDTH, height, "d-shade", 8),
    rect(0, 0, MODEL_WIDTH, height, "d-body", 8),
    named(data.name, 12, 18, data.problem ? 18 : 21),
    text(subOf(data), 12, 34, "d-sub"),
    data.public && svg("g", {}, icon("world", MODEL_WIDTH - 25, 7, "d-ic"), svg("title", {}, "Public: its methods are served by REST")),
    problem(card, MODEL_WIDTH - (data.public ? 44 : 25), 7),
    folded && text(`${count} ${count === 1 ? "property" : "properties"}`, MODEL_WIDTH - 28, 34, "d-sub d-end"),
    count > 0 && folder(folded, folded ? "short" : "folded"),
    !folded && count > 0 && svg("path", { class: "d-rule", d: `M0 ${HEAD}H${MODEL_WIDTH}` }),
    ...shown.flatMap((property, index) => row(property, HEAD + 5 + index * ROW)),
    shown.length && more > 0 && svg("g", { class: "d-act", "data-fold": "all" }, rect(0, height - 27, MODEL_WIDTH, 22, "d-hit"), text(`${more} more`, 28, height - 12, "d-sub")),
  );
}

const folder = (folded, to) =>
  svg(
    "g",
    { class: "d-act", "data-fold": to },
    rect(MODEL_WIDTH - 28, 23, 22, 17, "d-hit"),
    icon(folded ? "chevron-down" : "chevron-up", MODEL_WIDTH - 24, 25, "d-ic d-fold", 12),
    svg("title", {}, folded ? "Show its properties" : "Fold its properties"),
  );

function farCard(card, { width, height }, detail) {
  const { data } = card;
  const letters = Math.floor((width - 20) / 13.3);
  return svg(
    "g",
    { class: `d-${detail} ${data.kind ? `k-${data.kind} d-source` : ""}` },
    rect(0, 0, width, height, "d-body", 8),
    data.problem && svg("circle", { cx: width - 14, cy: 14, r: 6, class: `d-dot-${data.problem === "stops boot" ? "failed" : "warn"}` }),
    detail === "far" && text(shortened(data.name || '""', letters), 12, data.kind ? 37 : 28, "d-far-name"),
  );
}

/** Draws the cards of one picture. */
export const cardViewOf = (picture) =>
  class CardView extends NodeView {
    render() {
      const card = picture.cards.get(this.cell.id);
      const size = this.cell.getSize();
      this.container.replaceChildren();
      if (card) this.container.append(drawn(card, size, picture.detail));
      if (card && picture.canEdit && picture.detail === "near") this.container.append(handle(size));
      this.container.classList.toggle("d-selected", picture.selected.has(this.cell.id));
      this.container.classList.toggle("d-current", picture.current === this.cell.id);
      this.updateTransform();
      return this;
    }
    update() {}
    resize() {
      this.render();
    }
    renderTools() {}
  };

export function drawn(card, size, detail) {
  if (detail !== "near") return farCard(card, size, detail);
  return card.kind === "data_source" ? sourceCard(card) : modelCard(card, size.height);
}

/** Where a line is drawn from, to attach or to relate. */
const handle = ({ width }) =>
  svg("g", { class: "d-handle", transform: `translate(${width} 21)` }, svg("circle", { class: "d-hit" }), svg("circle", { r: 5 }), svg("title", {}, "Draw a line: to a data source to attach, to a model to relate"));
