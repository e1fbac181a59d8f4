// <div id="swagger-ui" data-document data-expansion>: the document shown by swagger-ui, to be read only, in place of the
// list [data-instead], which stays where the document cannot be had.

const place = document.getElementById("swagger-ui");
const list = document.querySelector("[data-instead]");

/** What is read of a document: operations and models, under our own head. Its usual layout is a page with a head and a main. */
const reading = ({ React: { createElement } }) => ({
  components: {
    Reading: ({ getComponent }) => {
      const part = (name, isContainer) => createElement(getComponent(name, isContainer), { key: name });
      const title = createElement("h2", { key: "title", className: "visually-hidden" }, "Models and their endpoints");
      const parts = [part("SvgAssets"), title, part("errors", true), part("FilterContainer", true), part("operations", true), part("Models", true)];
      return createElement("div", { className: "swagger-ui" }, parts);
    },
  },
  wrapComponents: { authorizeOperationBtn: () => () => null },
});

function show(spec) {
  window.SwaggerUIBundle({
    spec,
    domNode: place,
    plugins: [reading],
    layout: "Reading",
    docExpansion: place.dataset.expansion,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 3,
    displayOperationId: true,
    filter: true,
    supportedSubmitMethods: [], // nothing runs here
    validatorUrl: null, // else it would ask a site
  });
}

try {
  const answer = await fetch(place.dataset.document);
  if (!answer.ok) throw new Error(answer.statusText);
  show(await answer.json());
} catch {
  place.hidden = true;
  list.classList.add("shown");
}
