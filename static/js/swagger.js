// <div id="swagger-ui" data-document data-expansion>: the document shown by swagger-ui, to be read only, in place of the
// list [data-instead], which stays where the document cannot be had.

const root = document.documentElement;
const place = document.getElementById("swagger-ui");
const list = document.querySelector("[data-instead]");

/** swagger-ui has a dark theme of its own, by a class. */
const followTheme = () => root.classList.toggle("dark-mode", root.dataset.bsTheme === "dark");

const nothing = () => null;
const reading = () => ({ wrapComponents: { authorizeBtn: () => nothing, authorizeOperationBtn: () => nothing, ServersContainer: () => nothing } });

function show(spec) {
  window.SwaggerUIBundle({
    spec,
    domNode: place,
    plugins: [reading],
    docExpansion: place.dataset.expansion,
    defaultModelsExpandDepth: 0,
    displayOperationId: true,
    filter: true,
    supportedSubmitMethods: [], // nothing runs here
    tryItOutEnabled: false,
    validatorUrl: null, // else it would ask a site
    deepLinking: true,
  });
}

followTheme();
new MutationObserver(followTheme).observe(root, { attributeFilter: ["data-bs-theme"] });
try {
  const answer = await fetch(place.dataset.document);
  if (!answer.ok) throw new Error(answer.statusText);
  show(await answer.json());
  list.hidden = true;
} catch {
  place.hidden = true;
  list.classList.add("shown");
}
