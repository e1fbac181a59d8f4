// The whole picture in a corner: every card a box, no lines, and a frame around what is seen. A press goes there.
import { svg } from "./diagram_svg.js";

const SIZE = { width: 176, height: 124 };
const PADDING = 10;

export function minimap(picture, place) {
  const boxes = svg("path", { class: "d-box" });
  const frame = svg("rect", { class: "d-frame", rx: 2 });
  const map = svg("svg", SIZE, boxes, frame);
  place.append(map);
  let [scale, left, top] = [1, 0, 0];
  let waiting = 0;

  function draw() {
    waiting = 0;
    const bounds = picture.boundsOf();
    place.hidden = !bounds;
    if (!bounds) return;
    const seen = picture.graph.getGraphArea();
    // What is seen counts, but not so far out that the cards become dots.
    scale = Math.min((SIZE.width - 2 * PADDING) / bounds.width, (SIZE.height - 2 * PADDING) / bounds.height, 0.2);
    left = bounds.x - (SIZE.width / scale - bounds.width) / 2;
    top = bounds.y - (SIZE.height / scale - bounds.height) / 2;
    const parts = [];
    for (const card of picture.cards.values()) {
      if (!picture.isShown(card)) continue;
      const [width, height] = [Math.max(2, card.width * scale), Math.max(1.5, card.height * scale)];
      parts.push(`M${((card.x - left) * scale).toFixed(1)} ${((card.y - top) * scale).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`);
    }
    boxes.setAttribute("d", parts.join(""));
    drawFrame(seen);
  }

  function drawFrame(seen) {
    const box = { x: (seen.x - left) * scale, y: (seen.y - top) * scale, width: seen.width * scale, height: seen.height * scale };
    for (const [name, value] of Object.entries(box)) frame.setAttribute(name, value.toFixed(1));
  }

  const later = () => (waiting ||= requestAnimationFrame(draw));
  for (const name of ["data", "filter", "places"]) picture.addEventListener(name, later);
  picture.graph.on("node:change:position", later);
  let framing = 0;
  picture.addEventListener("view", () => {
    framing ||= requestAnimationFrame(() => {
      framing = 0;
      drawFrame(picture.graph.getGraphArea());
    });
  });

  function goTo({ clientX, clientY }) {
    const box = map.getBoundingClientRect();
    picture.graph.centerPoint((clientX - box.left) / scale + left, (clientY - box.top) / scale + top);
  }
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    goTo(event);
  });
  map.addEventListener("pointermove", (event) => event.buttons && goTo(event));
}
