// [data-relation-fields="address"]: the fields of a new relation. When one changes, the others show what LoopBack takes for what is
// left empty, and those that a relation of the type does not have are gone. What is typed stays.

let asked = 0; // an answer that a later question has overtaken is thrown away

async function suggest(fields) {
  const form = fields.closest("form");
  const question = ++asked;
  const query = new URLSearchParams(new FormData(form));
  query.delete("csrfmiddlewaretoken");
  const response = await fetch(`${fields.dataset.relationFields}?${query}`, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (question !== asked) return;
  for (const part of fields.querySelectorAll("[data-part]")) {
    const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!now) continue;
    part.className = now.className;
    const [input, other] = [part, now].map((each) => each.querySelector("input, select"));
    if (other.hasAttribute("placeholder")) input.setAttribute("placeholder", other.getAttribute("placeholder"));
    const [hint, said] = [part, now].map((each) => each.querySelector(".lw-hint"));
    if (hint && said) hint.textContent = said.textContent;
  }
}

document.addEventListener("change", ({ target }) => {
  const fields = target.closest("[data-relation-fields]");
  if (fields) suggest(fields);
});
