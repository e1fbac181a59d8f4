// Selecting: a press on a card, Shift or Ctrl for several, a frame drawn with Shift held. What is selected moves together.
import { svg } from "./diagram_svg.js";

export function selectable(picture) {
  const { graph, element } = picture;
  let together = null; // where the others stood when a card among several began to move

  graph.on("node:mousedown", ({ node, e }) => {
    if (e.button !== 0) return;
    const isMore = e.shiftKey || e.ctrlKey || e.metaKey;
    if (isMore) {
      const ids = new Set(picture.selected);
      if (!ids.delete(node.id)) ids.add(node.id);
      picture.select(ids, node.id);
    } else if (!picture.selected.has(node.id)) picture.select([node.id]);
    else picture.select(picture.selected, node.id);
    together = null;
  });
  graph.on("node:click", ({ node, e }) => {
    const fold = e.target.closest("[data-fold]")?.dataset.fold;
    if (fold) picture.refold([node.id], fold);
    else if (!e.shiftKey && !e.ctrlKey && !e.metaKey) picture.select([node.id]);
  });
  graph.on("blank:click", () => picture.select([]));

  graph.on("node:change:position", ({ node, current, previous, options }) => {
    if (!options.ui || !picture.selected.has(node.id) || picture.selected.size < 2) return;
    together ??= new Map([...picture.selected].filter((id) => id !== node.id).map((id) => [id, { ...graph.getCellById(id).getPosition() }]));
    together.from ??= previous;
    for (const [id, place] of together) graph.getCellById(id).setPosition(place.x + current.x - together.from.x, place.y + current.y - together.from.y);
  });
  graph.on("node:moved", ({ node }) => {
    const ids = together ? [node.id, ...together.keys()] : [node.id];
    together = null;
    picture.tell("moved", ids);
  });

  element.addEventListener("mousedown", (event) => {
    if (!event.shiftKey || event.button !== 0 || event.target.closest(".x6-node")) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus({ preventScroll: true });
    frame(event);
  }, { capture: true });

  function frame({ clientX, clientY }) {
    const start = graph.clientToLocal(clientX, clientY);
    const box = svg("rect", { class: "d-band" });
    graph.view.stage.append(box);
    let found = { x: start.x, y: start.y, width: 0, height: 0 };
    const draw = (event) => {
      const end = graph.clientToLocal(event.clientX, event.clientY);
      found = { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), width: Math.abs(end.x - start.x), height: Math.abs(end.y - start.y) };
      for (const [name, value] of Object.entries(found)) box.setAttribute(name, value);
    };
    const end = () => {
      box.remove();
      document.removeEventListener("mousemove", draw);
      const isIn = (card) => card.x < found.x + found.width && found.x < card.x + card.width && card.y < found.y + found.height && found.y < card.y + card.height;
      picture.select([...picture.cards.values()].filter((card) => picture.isShown(card) && isIn(card)).map(({ id }) => id));
    };
    document.addEventListener("mousemove", draw);
    document.addEventListener("mouseup", end, { once: true });
  }
}
