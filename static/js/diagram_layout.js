// Where cards stand that nobody moved yet: layered by dagre, group by group. A group is a data source, at the left, with
// its models in columns beside it; the columns of all groups are in line, so that attachments run between them.
import { graphlib, layout } from "./diagram_engine.js";
import { MODEL_WIDTH, SOURCE } from "./diagram_cards.js";

const GUTTER = 168;
const PITCH = MODEL_WIDTH + GUTTER;
const LEFT = 24;
const TOP = 76;
const FIRST = LEFT + SOURCE.width + 64;
const BETWEEN = 30;
const GROUPS = 56;
const FEWEST = 2; // in one column all lines run beside each other
const LARGE = 40; // of more cards than that not all can be read at once
const SCREENS = 3; // so many times as high as the canvas a part may be before it gets wider than that

/**
 * Places for all of these cards, by id. `room` is how much of the picture is seen at once, and how much larger that may
 * be shown: {width, height, most}. Where everything fits, in as many columns as show it the largest; else in as many as
 * are as wide as the room.
 */
export function arranged(cards, lines, room) {
  const columns = columnsIn(room, cards.filter((card) => card.kind === "model"));
  const widest = inGroups(cards, lines, room, columns);
  if (cards.length > LARGE) return widest;
  const others = Array.from({ length: columns - FEWEST }, (_, fewer) => inGroups(cards, lines, room, columns - 1 - fewer));
  const best = [widest, ...others].reduce((one, other) => (scaleOf(other, cards, room) > scaleOf(one, cards, room) ? other : one));
  return scaleOf(best, cards, room) < 1 ? widest : best;
}

/** Whether all of these cards stand in columns, as they are arranged here; a hand that moves one never meets them all. */
export const isArranged = (cards) => [...cards].every(({ x }) => x === LEFT || (x - FIRST) % PITCH === 0);

/** How much larger these places may be shown to fill the room; not above `room.most`, at which nothing is drawn smaller. */
function scaleOf(places, cards, room) {
  const boxes = cards.filter(({ id }) => places.has(id)).map(({ id, width, height }) => ({ ...places.get(id), width, height }));
  const [width, height] = [Math.max(...boxes.map((box) => box.x + box.width)) - LEFT, Math.max(...boxes.map((box) => box.y + box.height)) - TOP];
  return Math.min(room.width / width, room.height / height, room.most);
}

function inGroups(cards, lines, room, columns) {
  const models = cards.filter((card) => card.kind === "model");
  const sources = cards.filter((card) => card.kind === "data_source");
  const found = new Map();
  const groups = groupsOf(sources, models);
  let y = TOP;
  for (const { source, members } of groups.filter((group) => group.members.length)) {
    if (source) found.set(source.id, { x: LEFT, y });
    const height = packed(members, lines, { columns, high: room.height }, y, found);
    y += Math.max(height, source ? SOURCE.height : 0) + GROUPS;
  }
  for (const { source } of groups.filter((group) => !group.members.length && group.source)) {
    found.set(source.id, { x: LEFT, y });
    y += SOURCE.height + 16;
  }
  return found;
}

/** How many columns are as wide as the room, or, of many models, how many make a whole of its shape. */
function columnsIn({ width, height }, models) {
  const seen = Math.max(FEWEST, Math.floor((width - SOURCE.width - 64 + GUTTER) / PITCH));
  const all = models.reduce((sum, card) => sum + card.height + BETWEEN, 0);
  return all / seen <= SCREENS * height ? seen : Math.max(seen, Math.round(Math.sqrt((all / PITCH) * (width / height))));
}

function groupsOf(sources, models) {
  const groups = sources.map((source) => ({ source, members: models.filter((model) => model.data.source === source.data.name) }));
  const placed = new Set(groups.flatMap((group) => group.members));
  return [...groups, { source: null, members: models.filter((model) => !placed.has(model)) }];
}

/** Places the models of a group, part by part, in shelves; gives how high they are. */
function packed(members, lines, shape, top, found) {
  let [column, y, shelf] = [0, top, 0];
  for (const part of partsOf(members, lines)) {
    const { places, width, height } = layered(part, lines, shape);
    if (column && column + width > shape.columns) [column, y, shelf] = [0, y + shelf + BETWEEN, 0];
    for (const [id, place] of places) found.set(id, { x: FIRST + column * PITCH + place.column * PITCH, y: Math.round(y + place.y) });
    column += width;
    shelf = Math.max(shelf, height);
  }
  return y + shelf - top;
}

/** Models that lines lead together, the larger parts first. */
function partsOf(members, lines) {
  const ids = new Set(members.map((card) => card.id));
  const next = new Map(members.map((card) => [card.id, []]));
  for (const { kind, from, to } of lines) {
    if (kind === "attach" || !ids.has(from) || !ids.has(to)) continue;
    next.get(from).push(to);
    next.get(to).push(from);
  }
  const byId = new Map(members.map((card) => [card.id, card]));
  const seen = new Set();
  const parts = [];
  for (const card of members) {
    if (seen.has(card.id)) continue;
    const part = [];
    const waiting = [card.id];
    seen.add(card.id);
    while (waiting.length) {
      const id = waiting.shift();
      part.push(byId.get(id));
      for (const other of next.get(id)) if (!seen.has(other) && seen.add(other)) waiting.push(other);
    }
    parts.push(part);
  }
  return parts.sort((one, other) => other.length - one.length);
}

/** One part in layers: the column of each card, and how far below the top it stands. */
function layered(part, lines, shape) {
  if (part.length === 1) return { places: new Map([[part[0].id, { column: 0, y: 0 }]]), width: 1, height: part[0].height };
  const graph = new graphlib.Graph({ multigraph: true });
  const ranker = part.length > 120 ? "longest-path" : "network-simplex";
  graph.setGraph({ rankdir: "LR", nodesep: BETWEEN, ranksep: GUTTER, edgesep: 12, ranker });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(part.map((card) => card.id));
  for (const { id, width, height } of part) graph.setNode(id, { width, height });
  for (const { id, kind, from, to } of lines) {
    if (kind === "attach" || from === to || !ids.has(from) || !ids.has(to)) continue;
    // The base stands before what extends it, as the one of a relation stands before the many.
    if (kind === "base") graph.setEdge(to, from, {}, id);
    else graph.setEdge(from, to, {}, id);
  }
  layout(graph);
  return inColumns(part, shape, (id) => graph.node(id));
}

function inColumns(part, { columns, high: seen }, nodeOf) {
  const boxes = part.map(({ id, width, height }) => ({ id, height, left: nodeOf(id).x - width / 2, top: nodeOf(id).y - height / 2 }));
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  for (const box of boxes) box.column = Math.round((box.left - left) / PITCH);
  const used = Math.max(...boxes.map((box) => box.column)) + 1;
  const high = Math.max(...boxes.map((box) => box.top - top + box.height));
  if (used > columns || (used < columns && high > seen)) return compact(boxes, columns);
  const places = new Map(boxes.map((box) => [box.id, { column: box.column, y: box.top - top }]));
  return { places, width: used, height: high };
}

/** A part in so many columns of much the same height, in the order of its layers: what belongs together stays near. */
function compact(boxes, width) {
  boxes.sort((one, other) => one.column - other.column || one.top - other.top);
  const all = boxes.reduce((sum, box) => sum + box.height + BETWEEN, 0);
  const places = new Map();
  let [column, y, height] = [0, 0, 0];
  for (const box of boxes) {
    if (y > 0 && y + box.height / 2 > all / width && column < width - 1) [column, y] = [column + 1, 0];
    places.set(box.id, { column, y });
    y += box.height + BETWEEN;
    height = Math.max(height, y);
  }
  return { places, width: column + 1, height };
}

/** A free place for one more card, near what it belongs to; nothing else moves. */
export function placeFor(card, cards, lines) {
  const standing = cards.filter((other) => other !== card && other.x !== undefined);
  if (!standing.length) return { x: card.kind === "model" ? FIRST : LEFT, y: TOP };
  const others = new Map(standing.map((other) => [other.id, other]));
  const near = lines.flatMap(({ from, to }) => (from === card.id ? [others.get(to)] : to === card.id ? [others.get(from)] : [])).filter(Boolean);
  const friend = near.find((other) => other.kind === "model") ?? near[0];
  return freeAt(card, startFor(card, friend, standing), standing);
}

/** The first place at or below `start` where a card touches none of the others. */
export function freeAt({ width, height }, start, others) {
  const isFree = (y) => !others.some((other) => start.x < other.x + other.width + 20 && other.x < start.x + width + 20 && y < other.y + other.height + 20 && other.y < y + height + 20);
  for (let { y } = start; ; y += 20) if (isFree(y)) return { x: start.x, y };
}

function startFor(card, friend, standing) {
  if (card.kind === "data_source") return { x: LEFT, y: TOP };
  if (friend?.kind === "model") return { x: friend.x + PITCH, y: friend.y };
  if (friend) return { x: friend.x + SOURCE.width + 64, y: friend.y };
  return { x: FIRST, y: Math.max(...standing.map((other) => other.y + other.height)) + BETWEEN };
}
