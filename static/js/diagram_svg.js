// Pieces of SVG, without HTML in them, so that a picture can be exported as it is.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** An SVG element; what is undefined is left out of its attributes, and what is falsy of its children. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children.filter(Boolean));
  return element;
}

export const text = (content, x, y, css) => svg("text", { x, y, class: css }, content);
export const rect = (x, y, width, height, css, rx = 0) => svg("rect", { x, y, width, height, rx, class: css });

const sprites = { icons: "", brands: "" };
/** Where the icons and the symbols of brands come from. */
export const useSpritesOf = (addresses) => Object.assign(sprites, addresses);
const use = (href, x, y, css, size) => svg("use", { href, x, y, width: size, height: size, class: css });
export const icon = (name, x, y, css, size = 14) => use(`${sprites.icons}#i-${name}`, x, y, css, size);
export const brand = (name, x, y, css, size) => use(`${sprites.brands}#c-${name}`, x, y, css, size);

/** A text of at most so many letters. */
export const shortened = (content, letters) =>
  content.length > letters ? `${content.slice(0, Math.max(1, letters - 1))}…` : content;

/** A path through points, with round corners. */
export function rounded(points, radius = 8) {
  const [first, ...rest] = points;
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) return (path += `L${point.x} ${point.y}`);
    const before = index ? rest[index - 1] : first;
    const room = Math.min(radius, distance(before, point) / 2, distance(point, next) / 2);
    const start = towards(point, before, room);
    const end = towards(point, next, room);
    path += `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return path;
}

const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);
function towards(from, to, length) {
  const all = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / all, y: from.y + ((to.y - from.y) * length) / all };
}
