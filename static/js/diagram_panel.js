// The panel beside the picture: what is essential of a card. It follows the selection, unless something typed would be lost.
import { notifyError } from "./notices.js";

export function panelOf(picture, place, { addressOf, reveal }) {
  let shown = null;
  let asked = 0;

  const form = () => place.querySelector("#panel-form");
  const isDirty = () => [...(form()?.elements ?? [])].some((control) => ("checked" in control && control.type === "checkbox" ? control.checked !== control.defaultChecked : control.type === "text" ? control.value !== control.defaultValue : control.matches("select") && ![...control.options].every((option) => option.selected === option.defaultSelected)));

  function fill(page) {
    const top = place.querySelector(".lw-panel-body")?.scrollTop ?? 0;
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
    place.hidden = false;
    place.setAttribute("aria-label", picture.cards.get(shown)?.data.name ?? "Details");
    place.querySelector(".lw-panel-body").scrollTop = top;
    if (focused) document.getElementById(focused)?.focus();
  }

  async function load(id) {
    const turn = ++asked;
    const response = await fetch(addressOf(id), { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (turn !== asked) return false;
    if (!response?.ok) {
      if (picture.cards.has(id)) notifyError("The details could not be fetched.");
      close();
      return false;
    }
    const html = await response.text();
    if (turn !== asked) return false;
    shown = id;
    fill(new DOMParser().parseFromString(html, "text/html"));
    return true;
  }

  function close() {
    asked += 1;
    const hadFocus = place.contains(document.activeElement);
    shown = null;
    place.hidden = true;
    place.replaceChildren();
    if (hadFocus) picture.element.focus();
  }

  async function open(id) {
    if (!picture.cards.get(id)?.data.url) return;
    if (!(await load(id))) return;
    reveal(id);
    (place.querySelector("fieldset:not([disabled]) :is(input, select)") ?? place.querySelector("a, button"))?.focus();
  }

  place.addEventListener("click", ({ target }) => target.closest("[data-panel-close]") && close());
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  picture.addEventListener("selection", () => {
    const [id] = picture.selected;
    if (!shown || picture.selected.size !== 1 || id === shown || isDirty() || !picture.cards.get(id)?.data.url) return;
    load(id);
  });
  picture.addEventListener("data", () => {
    if (!shown) return;
    if (!picture.cards.has(shown)) close();
    else if (!isDirty()) load(shown);
  });
  picture.element.addEventListener("panel-saved", () => shown && load(shown));
  picture.element.addEventListener("panel-refused", ({ detail }) => shown && fill(detail));
  picture.graph.on("node:dblclick", ({ node, e }) => !e.target.closest("[data-fold]") && open(node.id));
  return { open, close, isOpen: () => Boolean(shown) };
}
