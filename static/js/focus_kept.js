// The focus is never lost: where the element that had it goes, is hidden or can no more be used, as after a swap, it goes to
// the one that took its place, else to what is next to it. A click beside everything takes it away, and that is left so.

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
let last = null;
let isWaiting = false;

const isUsable = (element) => element.isConnected && element.checkVisibility() && !element.matches(":disabled") && !element.closest("[inert]");

function describe(element) {
  const ancestors = [];
  for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) ancestors.push(each);
  const form = element.form?.id;
  return { element, ancestors, id: element.id, name: element.name, value: element.value, form, href: element.getAttribute("href"), text: element.textContent };
}

/** The element that is now what another one was. */
function twin({ element, id, name, value, form, href, text }) {
  if (id && document.getElementById(id)) return document.getElementById(id);
  const alike = [...document.querySelectorAll(element.localName)].filter(isUsable);
  if (name) return alike.find((each) => each.name === name && each.form?.id === form && (each.type !== "submit" || each.value === value));
  if (href) return alike.find((each) => each.getAttribute("href") === href);
  return text.trim() ? alike.find((each) => each.textContent === text) : undefined;
}

function nearest({ element, ancestors }) {
  const folded = element.isConnected && element.closest("details:not([open])");
  if (folded) return folded.querySelector("summary");
  for (const each of ancestors.filter(isUsable)) {
    const inside = each.matches("main") ? heading(each) : [...each.querySelectorAll(FOCUSABLE)].find(isUsable);
    if (inside) return inside;
  }
  return heading(document.querySelector("main"));
}

function heading(main) {
  const found = main?.querySelector("h1") ?? main;
  if (found) found.tabIndex = -1;
  return found;
}

function look() {
  if (!last || document.activeElement !== document.body || isUsable(last.element)) return;
  const lost = last;
  const found = [twin(lost), nearest(lost)].find((each) => each && isUsable(each));
  found?.focus();
}

document.addEventListener("focusin", ({ target }) => {
  last = describe(target);
});
new MutationObserver(() => {
  look();
  if (!last || isWaiting || isUsable(last.element)) return;
  // What is hidden or disabled loses the focus only when the page is drawn next.
  isWaiting = true;
  requestAnimationFrame(() => setTimeout(() => {
    isWaiting = false;
    look();
  }));
}).observe(document.body, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["hidden", "disabled", "open", "class"],
});
