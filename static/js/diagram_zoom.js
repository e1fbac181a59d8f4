// Zoom and place of the picture: buttons [data-zoom], and what a project was looked at last, for this browser's session.
import { isArranged } from "./diagram_layout.js";

const STEP = 1.25;
const isForFingers = matchMedia("(pointer: coarse)").matches;
export const ROOM = { left: 24, right: 24, top: isForFingers ? 72 : 60, bottom: 60 }; // around the cards, for what floats over them
export const LEGIBLE = 0.68; // the scale below which the names of properties cannot be read
const NAMED = 0.3; // the scale below which the names of cards cannot be read

export function zoomable(picture, root) {
  const { graph } = picture;
  const key = `diagram ${location.pathname}`;
  const scale = root.querySelector("[data-zoom='1:1']");

  const show = () => {
    const percent = Math.round(graph.zoom() * 100);
    scale.textContent = `${percent}%`;
    picture.element.style.setProperty("--scale", graph.zoom());
    picture.element.style.setProperty("--dot", `${20 * graph.zoom()}px`);
    const { tx, ty } = graph.translate();
    picture.element.style.setProperty("--dot-x", `${tx}px`);
    picture.element.style.setProperty("--dot-y", `${ty}px`);
    picture.element.classList.toggle("is-far", picture.detail !== "near");
    picture.element.classList.toggle("is-speck", picture.detail === "speck");
    if (picture.cards.size) sessionStorage.setItem(key, JSON.stringify({ scale: graph.zoom(), tx, ty, width: picture.element.clientWidth }));
  };
  picture.addEventListener("view", show);
  picture.addEventListener("arranged", () => begin());

  /** The scales at which everything is as wide, and as high, as the canvas; neither is above 1. */
  function scalesOf(bounds) {
    const { clientWidth, clientHeight } = picture.element;
    const inner = { width: clientWidth - ROOM.left - ROOM.right, height: clientHeight - ROOM.top - ROOM.bottom };
    return { inner, wide: Math.min(inner.width / bounds.width, 1), high: Math.min(inner.height / bounds.height, 1) };
  }

  /** Shows everything. */
  function fit() {
    const bounds = picture.boundsOf();
    if (!bounds) return;
    const { inner, wide, high } = scalesOf(bounds);
    const to = Math.max(Math.min(wide, high), 0.03);
    graph.zoomTo(to);
    // What is smaller than the canvas begins at the corner, so that it does not jump.
    const spare = to === 1 ? 0 : Math.max(0, (inner.width - bounds.width * to) / 2);
    graph.translate(ROOM.left + spare - bounds.x * to, ROOM.top - bounds.y * to);
  }

  /**
   * Shows everything if that can be read then, or else the beginning, at the corner. What was arranged for a wider window,
   * and by nobody's hand, is shown as a whole even if only the names of its cards can be read.
   */
  function begin() {
    const bounds = picture.boundsOf();
    if (!bounds) return;
    const { wide, high } = scalesOf(bounds);
    const least = wide < LEGIBLE && isArranged(picture.cards.values()) ? NAMED : LEGIBLE;
    const to = [Math.min(wide, high), wide].find((scale) => scale >= least) ?? LEGIBLE;
    graph.zoomTo(to);
    graph.translate(ROOM.left - bounds.x * to, ROOM.top - bounds.y * to);
  }

  /** Zooms around the current card, where that is seen, or else around the middle. */
  const zoom = (factor) => {
    const area = graph.getGraphArea();
    const card = picture.cards.get(picture.current);
    const middle = card && { x: card.x + card.width / 2, y: card.y + card.height / 2 };
    graph.zoomTo(Math.min(2, Math.max(0.03, graph.zoom() * factor)), { center: middle && area.containsPoint(middle) ? middle : area.getCenter() });
  };

  function restore() {
    try {
      const { scale: before, tx, ty, width } = JSON.parse(sessionStorage.getItem(key));
      if (Math.abs(width - picture.element.clientWidth) > 100) return false; // that was another window
      graph.zoomTo(before);
      graph.translate(tx, ty);
      return Boolean(picture.graph.getGraphArea().isIntersectWithRect(picture.boundsOf() ?? { x: 0, y: 0, width: 1, height: 1 }));
    } catch {
      return false; // the first look, or nothing can be remembered here
    }
  }

  /** Brings a card into sight, if it is not, beside what floats over the canvas and the panel that may cover it. */
  function reveal(id) {
    const card = picture.cards.get(id);
    if (!card) return;
    const { left, top, right, bottom } = picture.element.getBoundingClientRect();
    const panel = document.querySelector("#diagram-panel:not([hidden])")?.getBoundingClientRect();
    const isBeside = panel && panel.left > left + ROOM.left;
    const width = (isBeside ? Math.min(right, panel.left) : right) - left - ROOM.right;
    const height = (panel && !isBeside ? Math.min(bottom, panel.top) : bottom) - top - ROOM.right;
    const { tx, ty } = graph.translate();
    const scale = graph.zoom();
    const shift = (start, size, from, to) => (start < from ? from - start : Math.max(from - start, Math.min(0, to - start - size)));
    const dx = shift(card.x * scale + tx, card.width * scale, ROOM.left, width);
    const dy = shift(card.y * scale + ty, card.height * scale, ROOM.top, height);
    if (dx || dy) graph.translate(tx + dx, ty + dy);
  }

  root.addEventListener("click", ({ target }) => {
    const wanted = target.closest("[data-zoom]")?.dataset.zoom;
    if (wanted === "fit") fit();
    else if (wanted === "1:1") zoom(1 / graph.zoom());
    else if (wanted) zoom(STEP ** Number(wanted));
  });
  return { fit, begin, zoom, restore, reveal };
}
