// Zoom and place of the picture: buttons [data-zoom], and what a project was looked at last, for this browser's session.

const STEP = 1.25;

export function zoomable(picture, root) {
  const { graph } = picture;
  const key = `diagram ${location.pathname}`;
  const scale = root.querySelector("[data-zoom='1:1']");

  const show = () => {
    const percent = Math.round(graph.zoom() * 100);
    scale.textContent = `${percent}%`;
    picture.element.style.setProperty("--dot", `${20 * graph.zoom()}px`);
    const { tx, ty } = graph.translate();
    picture.element.style.setProperty("--dot-x", `${tx}px`);
    picture.element.style.setProperty("--dot-y", `${ty}px`);
    picture.element.classList.toggle("is-far", picture.detail !== "near");
    picture.element.classList.toggle("is-speck", picture.detail === "speck");
    if (picture.cards.size) sessionStorage.setItem(key, JSON.stringify({ scale: graph.zoom(), tx, ty }));
  };
  picture.addEventListener("view", show);

  /** Shows everything; `smallest` is the scale below which only the beginning is shown. */
  function fit(smallest = 0.03) {
    const bounds = picture.boundsOf();
    if (!bounds) return;
    const { clientWidth: width, clientHeight: height } = picture.element;
    const room = { left: 24, right: 24, top: 60, bottom: 60 };
    const inner = { width: width - room.left - room.right, height: height - room.top - room.bottom };
    const wanted = Math.min(inner.width / bounds.width, inner.height / bounds.height, 1);
    const to = Math.max(wanted, smallest);
    graph.zoomTo(to);
    // What is too large begins at the corner; what is smaller than the canvas does too, so that it does not jump.
    const spare = to > wanted || to === 1 ? 0 : (inner.width - bounds.width * to) / 2;
    graph.translate(room.left + spare - bounds.x * to, room.top - bounds.y * to);
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
      const { scale: before, tx, ty } = JSON.parse(sessionStorage.getItem(key));
      graph.zoomTo(before);
      graph.translate(tx, ty);
      return Boolean(picture.graph.getGraphArea().isIntersectWithRect(picture.boundsOf() ?? { x: 0, y: 0, width: 1, height: 1 }));
    } catch {
      return false; // the first look, or nothing can be remembered here
    }
  }

  /** Brings a card into sight, if it is not. */
  function reveal(id) {
    const card = picture.cards.get(id);
    const area = graph.getGraphArea().inflate(-24 / graph.zoom());
    if (!card || area.containsRect(card)) return;
    graph.centerPoint(card.x + card.width / 2, card.y + card.height / 2);
  }

  root.addEventListener("click", ({ target }) => {
    const wanted = target.closest("[data-zoom]")?.dataset.zoom;
    if (wanted === "fit") fit();
    else if (wanted === "1:1") zoom(1 / graph.zoom());
    else if (wanted) zoom(STEP ** Number(wanted));
  });
  return { fit, zoom, restore, reveal };
}
