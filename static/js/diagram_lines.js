// Lines: attachments dotted, relations solid with a name and a number at each end, inheritance dashed with an arrow.
import { EdgeView } from "./diagram_engine.js";
import { attachment, cornersOf, endsAt, sidesOf } from "./diagram_routes.js";
import { rounded, svg, text } from "./diagram_svg.js";

const TURN = { right: 0, bottom: 90, left: 180, top: 270 };
const LABEL = 6.62; // the width of a letter of a label

/** Knows where every line of a picture goes. What depends on a card is forgotten when that moves. */
export class Routes {
  constructor(picture) {
    this.picture = picture;
    this.forgetAll();
  }

  forgetAll() {
    this.ends = new Map();
    this.corridors = new Map();
  }

  /** Forgets what a card has a part in, and gives the lines that have to be drawn anew. */
  forget(ids) {
    const touched = new Set();
    for (const id of ids) {
      for (const line of this.picture.linesOf(id)) {
        touched.add(line);
        if (line.kind === "attach") this.picture.linesOf(line.from).forEach((each) => each.kind === "attach" && touched.add(each));
        else for (const end of [line.from, line.to]) this.picture.linesOf(end).forEach((each) => each.kind !== "attach" && touched.add(each));
      }
    }
    for (const line of touched) for (const end of [line.from, line.to]) this.ends.delete(end);
    for (const line of touched) if (line.kind === "attach") this.corridors.delete(line.from);
    return touched;
  }

  boxOf(id) {
    return this.picture.cards.get(id);
  }

  pointsOf(line) {
    const [from, to] = [this.boxOf(line.from), this.boxOf(line.to)];
    if (line.kind === "attach") return attachment(from, to, this.corridorOf(line.from));
    return withoutRepeats(cornersOf(this.endOf(line, "from"), this.endOf(line, "to"), (from, to) => this.between(line, from, to)));
  }

  /** The cards between two columns, but for the ends of a line. */
  between(line, from, to) {
    const found = [];
    for (const card of this.picture.cards.values()) {
      if (card.x < to && card.x + card.width > from && card.id !== line.from && card.id !== line.to && this.picture.isShown(card)) found.push(card);
    }
    return found;
  }

  endOf(line, end) {
    const id = line[end];
    if (!this.ends.has(id)) this.ends.set(id, endsAt(this.boxOf(id), this.endsOf(id)));
    return this.ends.get(id).get(`${line.id} ${end}`);
  }

  endsOf(id) {
    const found = [];
    for (const line of this.picture.linesOf(id)) {
      if (line.kind === "attach" || !this.picture.isShown(line)) continue;
      const [from, to] = [this.boxOf(line.from), this.boxOf(line.to)];
      const [fromSide, toSide] = sidesOf(from, to);
      const order = line.order;
      if (line.from === id) found.push({ key: `${line.id} from`, side: fromSide, other: to, order });
      if (line.to === id) found.push({ key: `${line.id} to`, side: toSide, other: from, order: from === to ? order + 0.5 : order });
    }
    return found;
  }

  /** How high the attachments of a data source run: just over the highest of its models. */
  corridorOf(id) {
    if (!this.corridors.has(id)) {
      const tops = this.picture.linesOf(id).filter((line) => line.kind === "attach" && this.picture.isShown(line)).map((line) => this.boxOf(line.to).y);
      this.corridors.set(id, Math.min(...tops) - 18);
    }
    return this.corridors.get(id);
  }
}

const withoutRepeats = (points) => points.filter((point, index) => !index || point.x !== points[index - 1].x || point.y !== points[index - 1].y);

const at = ({ x, y, side }, ...children) => svg("g", { transform: `translate(${x} ${y}) rotate(${TURN[side]})` }, ...children);
const MARKS = { one: "M7 -5V5", many: "M12 0L0 -6M12 0L0 6M15 -5V5" };

function label(content, { x, y, side }, many) {
  if (!content) return null;
  const width = content.length * LABEL + 6;
  const reach = many ? 18 : 11;
  if (side === "top" || side === "bottom") {
    const middle = y + (side === "top" ? -1 : 1) * 25;
    return svg("g", {}, svg("rect", { class: "e-label", x: x - width / 2, y: middle - 7, width, height: 14 }), text(content, x - width / 2 + 3, middle + 4, "e-label"));
  }
  const from = side === "right" ? x + reach : x - reach - width;
  return svg("g", {}, svg("rect", { class: "e-label", x: from, y: y - 7, width, height: 14 }), text(content, from + 3, y + 4, "e-label"));
}

function relation(line, points, routes) {
  const [from, to] = [routes.endOf(line, "from"), routes.endOf(line, "to")];
  return [
    svg("path", { class: "e-relation", d: rounded(points) }),
    at(from, svg("path", { class: "e-relation-mark", d: MARKS[line.fromEnd] })),
    at(to, svg("path", { class: "e-relation-mark", d: MARKS[line.toEnd] })),
    label(line.fromName, from, line.fromEnd === "many"),
    label(line.toName, to, line.toEnd === "many"),
  ];
}

function base(line, points, routes) {
  return [svg("path", { class: "e-base", d: rounded(points) }), at(routes.endOf(line, "to"), svg("path", { class: "e-arrow", d: "M0 0L11 -6V6Z" }))];
}

function attach(line, points) {
  const end = points[points.length - 1];
  return [svg("path", { class: "e-attach", d: rounded(points) }), svg("circle", { class: "e-dot", cx: end.x, cy: end.y, r: 3 })];
}

const KINDS = { relation, base, attach };

/** What is drawn of a line. */
export function drawnLine(line, routes, picture, detail) {
  const points = routes.pointsOf(line);
  const css = `e-line${line.kind === "attach" ? ` k-${routes.boxOf(line.from).data.kind}` : ""}${picture.isLit(line) ? " e-on" : ""}`;
  if (detail !== "near") return svg("g", { class: css }, svg("path", { class: `e-${line.kind}`, d: rounded(points, 0) }));
  const said = line.said?.join("\n");
  return svg(
    "g",
    { class: css },
    said && svg("path", { class: "e-hit", d: rounded(points, 0) }, svg("title", {}, said)),
    ...KINDS[line.kind](line, points, routes),
  );
}

/** Draws the lines of one picture. */
export const lineViewOf = (picture) =>
  class LineView extends EdgeView {
    confirmUpdate() {
      this.draw();
      return 0;
    }
    draw() {
      const line = picture.lines.get(this.cell.id);
      this.container.replaceChildren();
      if (line && picture.isShown(line)) this.container.append(drawnLine(line, picture.routes, picture, picture.detail));
    }
    renderTools() {}
  };
