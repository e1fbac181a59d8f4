// The picture as a file: SVG and PNG with the values of the classes written out and the icons inside, so that it looks
// the same anywhere; Mermaid as text to paste. All that is shown is in it, not only what is seen.
import { drawn, sizeOf } from "./diagram_cards.js";
import { drawnLine } from "./diagram_lines.js";
import { svg } from "./diagram_svg.js";
import { notifyDone, notifyError } from "./notices.js";

const MARGIN = 24;
const WRITTEN = ["color", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const LARGEST = 8000; // pixels of a PNG's side

function build(picture) {
  const bounds = picture.boundsOf();
  const box = { x: bounds.x - MARGIN, y: bounds.y - 2 * MARGIN, width: bounds.width + 3 * MARGIN, height: bounds.height + 3 * MARGIN };
  const { selected } = picture;
  picture.selected = new Set(); // nothing is lit in a file
  const lines = [...picture.lines.values()].filter((line) => picture.isShown(line));
  const order = { attach: 0, base: 1, relation: 2 };
  lines.sort((one, other) => order[one.kind] - order[other.kind]);
  const made = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`, width: box.width, height: box.height });
  made.append(svg("rect", { ...box, class: "d-paper" }), ...lines.map((line) => drawnLine(line, picture.routes, picture, "near")));
  for (const card of picture.cards.values()) {
    if (picture.isShown(card)) made.append(svg("g", { transform: `translate(${card.x} ${card.y})` }, drawn(card, sizeOf(card), "near")));
  }
  picture.selected = selected;
  return { made, box };
}

/** Writes what the stylesheet says of each element into it. */
function writeOut(made) {
  for (const element of made.querySelectorAll("rect, path, circle, text, tspan, use")) {
    const style = getComputedStyle(element);
    for (const name of WRITTEN) {
      const value = style.getPropertyValue(name);
      if (value) element.setAttribute(name, value.replaceAll('"', "'"));
    }
  }
  made.querySelectorAll(".d-hit, .e-hit").forEach((element) => element.remove());
  made.querySelectorAll("[class]").forEach((element) => element.removeAttribute("class"));
}

async function bringIcons(made) {
  const uses = [...made.querySelectorAll("use")];
  const wanted = new Map(); // the names of symbols by the sprite that has them
  for (const use of uses) {
    const [address, name] = use.getAttribute("href").split("#");
    wanted.set(address, (wanted.get(address) ?? new Set()).add(name));
    use.setAttribute("href", `#${name}`);
  }
  const definitions = svg("defs");
  for (const [address, names] of wanted) {
    const sprite = new DOMParser().parseFromString(await (await fetch(address)).text(), "image/svg+xml");
    const symbols = [...names].map((name) => sprite.getElementById(name)).filter(Boolean);
    definitions.append(...symbols.map((symbol) => document.importNode(symbol, true)));
  }
  made.prepend(definitions);
}

async function asSvg(picture) {
  const { made, box } = build(picture);
  const host = document.createElement("div");
  host.className = "lw-export";
  host.append(made);
  picture.element.after(host); // styles are computed only of what is in the page
  try {
    writeOut(made);
  } finally {
    host.remove();
  }
  await bringIcons(made);
  return { text: new XMLSerializer().serializeToString(made), box };
}

async function asPng({ text, box }) {
  const scale = Math.min(2, LARGEST / Math.max(box.width, box.height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(box.width * scale), height: Math.ceil(box.height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function exporter(picture, root) {
  const { mermaid, name } = root.dataset;
  const kinds = {
    async svg() {
      save(new Blob([(await asSvg(picture)).text], { type: "image/svg+xml" }), `${name}.svg`);
    },
    async png() {
      save(await asPng(await asSvg(picture)), `${name}.png`);
    },
    async mermaid() {
      await navigator.clipboard.writeText(await (await fetch(mermaid, { credentials: "same-origin" })).text());
      notifyDone("Copied.");
    },
  };
  root.addEventListener("click", async ({ target }) => {
    const wanted = target.closest("[data-export]")?.dataset.export;
    if (!wanted || !picture.boundsOf()) return;
    try {
      await kinds[wanted]();
    } catch {
      notifyError(wanted === "mermaid" ? "The browser does not allow copying here." : "The picture could not be made into a file.");
    }
  });
}
