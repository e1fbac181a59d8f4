// Drawing a line from a card's handle: to a data source it attaches, to a model it relates. And dropping cards on a data
// source, which attaches them and puts them back where they stood.
import { svg } from "./diagram_svg.js";

const isSource = (id) => id?.startsWith("data_source:");

export function connectable(picture, verbs) {
  const { graph, element } = picture;
  let target = null;

  const cardAt = (event, without) => {
    const { x, y } = graph.clientToLocal(event.clientX, event.clientY);
    const cards = [...picture.cards.values()].filter((card) => picture.isShown(card) && !without.has(card.id));
    return cards.find((card) => x >= card.x && x <= card.x + card.width && y >= card.y && y <= card.y + card.height)?.id ?? null;
  };
  function aim(id) {
    if (id === target) return;
    picture.viewOf(target)?.container.classList.remove("d-target");
    target = id;
    picture.viewOf(target)?.container.classList.add("d-target");
  }
  const drop = () => {
    const found = target;
    aim(null);
    return found;
  };

  // --- A line ---------------------------------------------------------------------------------------------------

  element.addEventListener("mousedown", (event) => {
    const id = event.target.closest(".d-handle")?.closest("[data-cell-id]")?.dataset.cellId;
    if (!id || event.button !== 0 || !picture.canEdit) return;
    event.preventDefault();
    event.stopPropagation();
    draw(id);
  }, { capture: true });

  function draw(id) {
    const card = picture.cards.get(id);
    const from = { x: card.x + card.width, y: card.y + 21 };
    const line = svg("path", { class: "d-drawn" });
    graph.view.stage.append(line);
    picture.select([id]);
    const follow = (event) => {
      const { x, y } = graph.clientToLocal(event.clientX, event.clientY);
      line.setAttribute("d", `M${from.x} ${from.y}L${x} ${y}`);
      const at = cardAt(event, new Set());
      aim(at && !(isSource(id) && isSource(at)) && canEnd(id, at, event) ? at : null);
    };
    const end = () => {
      document.removeEventListener("mousemove", follow);
      document.removeEventListener("keydown", stop, { capture: true });
      line.remove();
      connect(id, drop());
    };
    const stop = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      document.removeEventListener("mouseup", end);
      aim(null);
      end();
    };
    document.addEventListener("mousemove", follow);
    document.addEventListener("mouseup", end, { once: true });
    document.addEventListener("keydown", stop, { capture: true });
  }

  /** A line ends at another card; at its own only far from where it began, so that a click draws nothing. */
  function canEnd(id, at, event) {
    if (at !== id) return isSource(id) || isSource(at) || picture.cards.get(id).data.editable || picture.cards.get(at).data.editable;
    const card = picture.cards.get(id);
    return graph.clientToLocal(event.clientX, event.clientY).x < card.x + card.width - 30;
  }

  function connect(from, to) {
    if (!to) return;
    if (isSource(from)) verbs.attach([to], from);
    else if (isSource(to)) verbs.attach([from], to);
    else if (picture.cards.get(from).data.editable) verbs.relate(from, to);
    else verbs.relate(to, from);
  }

  // --- Cards on a data source -----------------------------------------------------------------------------------

  let before = null;
  graph.on("node:move", () => (before = new Map([...picture.cards.values()].map(({ id, x, y }) => [id, { x, y }]))));
  graph.on("node:moving", ({ node, e }) => {
    const at = isSource(node.id) ? null : cardAt(e, new Set([...picture.selected, node.id]));
    aim(isSource(at) ? at : null);
  });
  picture.addEventListener("moved", ({ detail: ids }) => {
    const source = drop();
    if (!source) return picture.tell("places", ids);
    for (const id of ids) graph.getCellById(id)?.setPosition(before.get(id).x, before.get(id).y);
    verbs.attach(ids, source);
  });
}
