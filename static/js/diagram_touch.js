// The picture by finger, or pen. One finger does what a mouse does, so that nothing else has to know of it: it drags, a tap
// is a click, two are a double click, and one that rests is the right button. Two fingers move the picture and zoom it.

const REST = 500; // milliseconds until a finger rests
const TWICE = 500; // milliseconds, at most, from one tap to the second
const SLACK = 10; // pixels that a finger moves without meaning it

const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
const middle = (one, other) => ({ x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 });

export function touchable({ graph, element }) {
  const fingers = new Map(); // the last event of each finger on the canvas, by its pointer's id
  let press = null; // what a single finger began: {at, target, isDragging, timer}
  let tapped = null; // the event that ended the tap before

  // X6 would take them for another mouse, and the browser would make a mouse of them, too.
  for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    element.addEventListener(type, (event) => {
      if (event.cancelable) event.preventDefault();
      event.stopPropagation();
    }, { capture: true, passive: false });
  }
  const on = (type, run) => element.addEventListener(type, (event) => event.pointerType !== "mouse" && run(event));

  /** Says to what was pressed that the mouse does this at a place. */
  function mouse(type, { clientX, clientY }, button = 0) {
    const target = press.target.isConnected ? press.target : element;
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, button, clientX, clientY }));
  }

  function begin(event) {
    const timer = setTimeout(() => {
      mouse("contextmenu", press.at, 2);
      end();
    }, REST);
    press = { at: event, target: event.target, isDragging: false, timer };
  }

  function end() {
    clearTimeout(press?.timer);
    press = null;
  }

  function drag(event) {
    if (!press.isDragging && distance(press.at, event) < SLACK) return;
    if (!press.isDragging) {
      clearTimeout(press.timer);
      press.isDragging = true;
      mouse("mousedown", press.at);
    }
    mouse("mousemove", event);
  }

  function release(event) {
    mouse("mouseup", event);
    mouse("click", event);
  }

  function tap(event) {
    mouse("mousedown", press.at);
    release(press.at);
    const isSecond = tapped && event.timeStamp - tapped.timeStamp < TWICE && distance(event, tapped) < 3 * SLACK;
    if (isSecond) mouse("dblclick", press.at);
    tapped = isSecond ? null : event;
  }

  /** What is between two fingers stays between them. */
  function pinch(before, now) {
    const [, other] = [...fingers].find(([id]) => id !== now.pointerId);
    const held = graph.clientToLocal(middle(before, other));
    graph.zoomTo((graph.zoom() * Math.max(1, distance(now, other))) / Math.max(1, distance(before, other)));
    const { left, top } = element.getBoundingClientRect();
    const { x, y } = middle(now, other);
    graph.translate(x - left - held.x * graph.zoom(), y - top - held.y * graph.zoom());
  }

  on("pointerdown", (event) => {
    event.preventDefault();
    if (event.isPrimary) fingers.clear(); // the first of all: whatever was here before is gone
    else if (press?.isDragging && press.target.closest(".x6-node")) return; // it holds a card: what else touches is the hand
    if (press?.isDragging) release(event);
    end();
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) begin(event);
  });
  on("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    if (fingers.size > 1) pinch(before, event);
    else if (press) drag(event);
  });
  on("pointerup", (event) => {
    if (!fingers.delete(event.pointerId) || !press) return;
    if (press.isDragging) release(event);
    else tap(event);
    end();
  });
  // Taken away by the system, as for a gesture of its own: what was dragged goes back to where it was.
  on("pointercancel", (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (press?.isDragging) {
      const { clientX, clientY } = press.at;
      const back = { clientX: clientX + 1, clientY }; // X6 overlooks a mouse that is exactly where it was pressed
      mouse("mousemove", back);
      release(back);
    }
    end();
  });
}
