// Where lines go: at right angles, from side to side of two boxes {x, y, width, height}. The ends at one side of a card
// stand apart, in the order of where they lead, so that lines do not cross before they have begun. No line runs behind a
// card that it has nothing to do with, where there is another way.

const REACH = 26; // how far a line leaves a card before it turns
const HEAD = 21; // where an attachment meets a card, below its top
const LANE = 7; // between parallel lines
const GUTTER = 96; // where a line to a column farther on turns, from a card
const APART = 15; // between two ends, so that their names can be read
const EDGE = 6; // from an end to the corner of its card
const PAST = 14; // how far from a card a line passes it

const right = (box) => box.x + box.width;
const bottom = (box) => box.y + box.height;
const middleX = (box) => box.x + box.width / 2;
const middleY = (box) => box.y + box.height / 2;

/** The sides by which a line leaves `a` and comes to `b`. */
export function sidesOf(a, b) {
  if (a === b) return ["right", "right"];
  if (b.x - right(a) >= 2 * REACH) return ["right", "left"];
  if (a.x - right(b) >= 2 * REACH) return ["left", "right"];
  const gap = middleY(b) > middleY(a) ? b.y - bottom(a) : a.y - bottom(b);
  if (gap > 54 && gap < 150) return middleY(b) > middleY(a) ? ["bottom", "top"] : ["top", "bottom"];
  return ["right", "right"];
}

/** The places of all ends at the sides of a card: by line and end, {x, y, side, lane}. */
export function endsAt(box, ends) {
  const found = new Map();
  for (const side of ["left", "right", "top", "bottom"]) {
    const here = ends.filter((end) => end.side === side);
    const along = side === "left" || side === "right" ? middleY : middleX;
    here.sort((one, other) => along(one.other) - along(other.other) || one.order - other.order);
    here.forEach((end, index) => found.set(end.key, { ...place(box, side, index, here.length), side, lane: index - (here.length - 1) / 2 }));
  }
  return found;
}

function place(box, side, index, count) {
  if (side === "top" || side === "bottom") {
    const step = Math.min(44, (box.width - 24) / count);
    const x = middleX(box) + (index - (count - 1) / 2) * step;
    return { x, y: side === "top" ? box.y : bottom(box) };
  }
  // Below the head, where a card has more than that: there the attachment arrives.
  const from = box.height > 80 ? box.y + 48 : box.y + 4;
  const room = bottom(box) - (box.height > 80 ? 10 : 4) - from;
  const whole = box.height - 2 * EDGE;
  const step = Math.min(27, Math.max(room / count, Math.min(APART, whole / Math.max(1, count - 1))));
  const middle = Math.min(from + room / 2, bottom(box) - EDGE - ((count - 1) / 2) * step);
  return { x: side === "left" ? box.x : right(box), y: middle + (index - (count - 1) / 2) * step };
}

/** The corners of a line between two ends that endsAt gave; `between` are the boxes in its way. */
export function cornersOf(from, to, between) {
  const first = { x: from.x, y: from.y };
  const last = { x: to.x, y: to.y };
  if (from.side === "top" || from.side === "bottom") {
    if (Math.abs(from.x - to.x) < 1) return [first, last];
    const y = (from.y + to.y) / 2;
    return [first, { x: from.x, y }, { x: to.x, y }, last];
  }
  if (from.side === to.side) {
    const turn = Math.max(from.x, to.x) + REACH + Math.abs(from.lane) * LANE;
    return [first, { x: turn, y: from.y }, { x: turn, y: to.y }, last];
  }
  const way = from.side === "right" ? 1 : -1;
  if (Math.abs(to.x - from.x) < 260) {
    if (Math.abs(from.y - to.y) < 1) return [first, last];
    const turn = (from.x + to.x) / 2 + from.lane * LANE;
    return [first, { x: turn, y: from.y }, { x: turn, y: to.y }, last];
  }
  const [leave, arrive] = [from.x + way * (GUTTER + from.lane * LANE), to.x - way * (GUTTER + to.lane * LANE)];
  const y = freeHeight(from.y, to.y, between(Math.min(leave, arrive), Math.max(leave, arrive)));
  return [first, { x: leave, y: from.y }, { x: leave, y }, { x: arrive, y }, { x: arrive, y: to.y }, last];
}

/** The height nearest to both at which a line runs past these boxes. */
function freeHeight(one, other, boxes) {
  const heights = [one, other, ...boxes.flatMap((box) => [box.y - PAST, bottom(box) + PAST])];
  const cost = (y) => Math.abs(y - one) + Math.abs(y - other);
  heights.sort((a, b) => cost(a) - cost(b));
  return heights.find((y) => boxes.every((box) => y <= box.y - PAST / 2 || y >= bottom(box) + PAST / 2)) ?? one;
}

/** The corners of an attachment: from a data source along the top of its models, and down beside the column of one. */
export function attachment(source, model, corridor) {
  const isLeft = right(model) < source.x;
  const start = isLeft ? { x: source.x, y: middleY(source) } : { x: right(source), y: middleY(source) };
  const end = { x: isLeft ? right(model) : model.x, y: model.y + HEAD };
  const way = isLeft ? -1 : 1;
  const trunk = start.x + way * REACH;
  const room = (end.x - start.x) * way;
  if (room < REACH) return [start, { x: start.x, y: end.y }, end].filter((point, index, all) => !index || point.x !== all[index - 1].x || point.y !== all[index - 1].y);
  if (room < 170) return straight([start, { x: trunk, y: start.y }, { x: trunk, y: end.y }, end]);
  const gutter = end.x - way * 18;
  return straight([start, { x: trunk, y: start.y }, { x: trunk, y: corridor }, { x: gutter, y: corridor }, { x: gutter, y: end.y }, end]);
}

const straight = (points) => points.filter((point, index) => !index || point.x !== points[index - 1].x || point.y !== points[index - 1].y);
