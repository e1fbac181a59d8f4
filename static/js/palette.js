// The palette: Ctrl+K, ⌘K or a click on [data-palette] opens it over any page. Its input is a combobox whose list comes from
// the server with what is typed; the arrows walk, Enter opens, Ctrl+Enter in a new tab, Escape closes. Where one was before
// has the focus again. Without this script [data-palette] is a link to the page that finds.

const palette = document.querySelector("#palette");
const input = palette?.querySelector("input");
const list = palette?.querySelector("[role=listbox]");
const form = palette?.querySelector("form");
const WAIT = 70;

let timer;
let asking; // the AbortController of the question that has no answer yet
let opensFirst = false; // Enter was pressed before the answer was there

const options = () => [...list.querySelectorAll("[role=option]")];
const active = () => list.querySelector("[aria-selected=true]");

function activate(option, isByHand = true) {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  if (!option) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", option.id);
  if (!isByHand) return (list.scrollTop = 0);
  if (option === options()[0]) list.scrollTop = 0; // with the title of its group
  else option.scrollIntoView({ block: "nearest" });
}

function walk(key) {
  const all = options();
  const at = all.indexOf(active());
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) }[key];
  activate(all.at(to % all.length));
}

/** Of a URL that is typed its scheme alone is sent: a password may stand in the rest. */
const typed = () => input.value.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/).*$/is, "$1");

async function ask() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const asked = input.value;
  const query = new URLSearchParams({ q: typed(), at: location.pathname });
  try {
    const response = await fetch(`${form.action}?${query}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
    if (!response.ok || response.redirected || response.headers.has("HX-Redirect")) throw new Error(response.statusText);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    list.dataset.for = asked;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(form.action); // the page explains why there is no answer
    return;
  }
  asking = undefined;
  if (opensFirst) choose(active());
}

function show(page) {
  list.replaceChildren(...[...page.body.children].map((each) => document.adoptNode(each)));
  const count = Number(list.querySelector("[data-found-count]")?.dataset.foundCount ?? 0);
  list.querySelector("[data-found-count]")?.remove();
  list.hidden = !count;
  palette.querySelector(".lw-palette-none").hidden = Boolean(count);
  input.setAttribute("aria-expanded", String(Boolean(count)));
  palette.querySelector("[role=status]").textContent = count === 1 ? "1 found" : `${count || "Nothing"} found`;
  activate(options()[0], false);
}

function choose(option, isElsewhere = false) {
  opensFirst = false;
  if (!option) return;
  if (isElsewhere && option.href) return window.open(option.href, "_blank", "noopener");
  option.click();
}

function open() {
  if (palette.open) return input.select();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
  input.value = "";
  palette.showModal();
  input.focus();
  ask();
}

if (palette) {
  document.addEventListener("click", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (event.target.closest("[data-palette]") && isPlain) {
      event.preventDefault();
      open();
    } else if (event.target === palette) palette.close();
  });
  // What an option does it does after the palette is gone: the focus is then where it was before.
  list.addEventListener("click", (event) => isPlainChoice(event) && palette.close());
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (document.querySelector("dialog[open]:not(#palette)")) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (["ArrowDown", "ArrowUp", "PageDown", "PageUp"].includes(event.key)) {
      event.preventDefault();
      walk(event.key);
    } else if (event.key === "Enter") {
      event.preventDefault();
      answerEnter(event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault(); // the browser would empty the field, and the palette would stay
      palette.close();
    }
  });
  palette.addEventListener("close", () => {
    clearTimeout(timer);
    asking?.abort();
    opensFirst = false;
  });
  addEventListener("pageshow", (event) => event.persisted && palette.open && palette.close());
}

function isPlainChoice(event) {
  return event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

function answerEnter(isElsewhere) {
  if (asking || input.value !== list.dataset.for) {
    clearTimeout(timer);
    opensFirst = true;
    ask();
  } else choose(active(), isElsewhere);
}
