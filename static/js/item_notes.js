// <template data-item-note="key" data-item-list="id">: what is to be said of an entry of the list with that id, put below it;
// whatever was said before goes. [data-keeps-scroll="name"] stays scrolled as it was when the server sends it anew.

const scrolled = new Map();

function place() {
  for (const note of document.querySelectorAll("li[data-item] > .lw-item-note")) note.remove();
  for (const note of document.querySelectorAll("template[data-item-note]")) {
    const list = document.getElementById(note.dataset.itemList);
    list?.querySelector(`li[data-item="${CSS.escape(note.dataset.itemNote)}"]`)?.append(note.content.cloneNode(true));
  }
  for (const box of document.querySelectorAll("[data-keeps-scroll]")) {
    [box.scrollLeft, box.scrollTop] = scrolled.get(box.dataset.keepsScroll) ?? [0, 0];
  }
}

document.addEventListener("htmx:beforeSwap", () => {
  for (const box of document.querySelectorAll("[data-keeps-scroll]")) {
    scrolled.set(box.dataset.keepsScroll, [box.scrollLeft, box.scrollTop]);
  }
});
document.addEventListener("htmx:afterSettle", place);
place();
