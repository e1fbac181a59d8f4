// Keeps where cards stand: sent once the hand rests. The arrangement belongs to the project, and is no revision.
import { notifyError } from "./notices.js";
import { token } from "./diagram_send.js";

const REST = 500; // milliseconds

export function placeKeeper(picture, address) {
  let waiting = new Set();
  let timer;
  let isMoving = false;
  let sending = 0;
  picture.graph.on("node:move", () => (isMoving = true));
  picture.addEventListener("moved", () => (isMoving = false));

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => send(), REST);
  }

  async function send({ isLeaving = false } = {}) {
    if (isMoving) return later(); // a card that is on its way stands nowhere yet
    const moved = {};
    for (const id of waiting) {
      const card = picture.cards.get(id);
      if (card) moved[id] = { x: Math.round(card.x), y: Math.round(card.y), fold: card.fold };
    }
    waiting = new Set();
    if (!Object.keys(moved).length) return;
    const body = new URLSearchParams({ places: JSON.stringify(moved) });
    sending += 1;
    const response = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: isLeaving && body.toString().length < 60_000 }).catch(() => null);
    await response?.text(); // an answer that nobody reads keeps its connection busy
    sending -= 1;
    if (!response?.ok) notifyError("Where the cards stand could not be kept. It is as it was when the page comes anew.");
  }

  picture.addEventListener("places", ({ detail }) => {
    if (!picture.canEdit) return;
    detail.forEach((id) => waiting.add(id));
    later();
  });
  addEventListener("pagehide", () => send({ isLeaving: true }));
  return { isBusy: () => isMoving || sending > 0 || waiting.size > 0 };
}
