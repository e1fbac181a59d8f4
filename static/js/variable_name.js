// While a new data source is named, the suggested variable of a secret, [data-variable-of="password"], follows the name,
// until somebody types another one.

const shouted = (text) =>
  text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase();

function suggestion(name, setting) {
  const whole = [shouted(name), shouted(setting)].filter(Boolean).join("_");
  return /^[A-Z]/.test(whole) ? whole : `DS_${whole}`;
}

function follow(name) {
  for (const variable of name.form.querySelectorAll("[data-variable-of]:not([data-typed])")) {
    variable.value = suggestion(name.value, variable.dataset.variableOf);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-variable-of]")) event.target.dataset.typed = "";
  if (event.target.matches("[data-names-variables]")) follow(event.target);
});
// A name can be typed before this script is there.
document.querySelectorAll("[data-names-variables]").forEach((name) => name.value !== name.defaultValue && follow(name));
