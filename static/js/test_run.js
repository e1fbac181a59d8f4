// [data-run="#place"]: what it sends is a connection test. While that runs, #place shows what its <template> holds: how
// far the test is, and how to cancel it. Both ask by a token, new for each test, which stands for TOKEN in their
// addresses. The control that started it keeps the focus. Only the end is told, in [data-told]: what [data-tell] says.
// form[data-run-there]: its test is shown by the page that its address leads to, which presses its own [data-run].

const START = "start-test";

const newToken = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
const placeOf = (starter) => starter.dataset.run && document.querySelector(starter.dataset.run);
const controlOf = (starter) => (starter.matches("form") ? starter.querySelector("button") : starter);
const told = () => document.querySelector("[data-told]");

function show(place, token) {
  const running = place.querySelector("template").content.cloneNode(true).firstElementChild;
  for (const name of ["hx-get", "hx-post"]) {
    for (const asking of running.querySelectorAll(`[${name}]`)) {
      asking.setAttribute(name, asking.getAttribute(name).replace("TOKEN", token));
    }
  }
  place.append(running);
  place.classList.add("running");
  htmx.process(running);
  return running;
}

function start(starter, xhr) {
  const place = placeOf(starter);
  const running = show(place, starter.dataset.token);
  const control = controlOf(starter);
  control.setAttribute("aria-disabled", "true");
  told().textContent = "";
  running.scrollIntoView({ block: "nearest" });
  xhr.addEventListener("loadend", () => {
    const hadFocus = running.contains(document.activeElement);
    running.remove();
    place.classList.remove("running");
    control.removeAttribute("aria-disabled");
    if (hadFocus) control.focus();
    if (xhr.status === 200) tell(document.querySelector(starter.getAttribute("hx-target")));
  });
}

function tell(result) {
  const sentences = [...result.querySelectorAll("[data-tell]")].map((part) => part.textContent);
  told().textContent = sentences.join(". ");
  result.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!placeOf(detail.elt)) return;
  detail.elt.dataset.token = newToken();
  detail.parameters.token = detail.elt.dataset.token;
});
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (placeOf(detail.elt)) start(detail.elt, detail.xhr);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-run-there]")) return;
  event.preventDefault();
  sessionStorage.setItem(START, event.target.action);
  location.assign(event.target.action);
});
addEventListener("load", () => {
  if (sessionStorage.getItem(START) !== location.href) return;
  sessionStorage.removeItem(START);
  document.querySelector("form[data-run] button")?.click();
});
