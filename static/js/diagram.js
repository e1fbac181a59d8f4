// The diagram of a project: brings its parts together.
import { connectable } from "./diagram_connect.js";
import { Source } from "./diagram_data.js";
import { Dialogs } from "./diagram_dialogs.js";
import { exporter } from "./diagram_export.js";
import { filterable } from "./diagram_filter.js";
import { keyboard } from "./diagram_keys.js";
import { menuOf } from "./diagram_menu.js";
import { minimap } from "./diagram_minimap.js";
import { panelOf } from "./diagram_panel.js";
import { Picture } from "./diagram_picture.js";
import { placeKeeper } from "./diagram_places.js";
import { selectable } from "./diagram_select.js";
import { useSpritesOf } from "./diagram_svg.js";
import { touchable } from "./diagram_touch.js";
import { Verbs } from "./diagram_verbs.js";
import { zoomable } from "./diagram_zoom.js";
import { showList } from "./shortcuts.js";

const root = document.querySelector("#diagram");
const canvas = document.querySelector("#canvas");
const { dataset } = root;

useSpritesOf({ icons: dataset.icons, brands: dataset.brands });
const picture = new Picture(canvas, { canEdit: "canEdit" in dataset });
const filter = filterable(picture, document.querySelector("#diagram-filter"));
const zoom = zoomable(picture, root);
minimap(picture, document.querySelector("#mini"));
const { isBusy } = placeKeeper(picture, dataset.places);

const source = new Source(dataset.graph, take, isBusy);
const refresh = () => source.refresh({ notices: true });
const dialogs = new Dialogs(canvas, refresh);
const addresses = { ...dataset };
const verbs = new Verbs(picture, { addresses, dialogs, refresh });
const panel = panelOf(picture, document.querySelector("#diagram-panel"), { addressOf: (id) => picture.cards.get(id).data.panel, reveal: zoom.reveal });
const menu = menuOf(picture, verbs, { panel, filter, zoom });
const said = document.querySelector("#diagram-said");
selectable(picture);
touchable(picture);
if (picture.canEdit) connectable(picture, verbs);
else picture.addEventListener("moved", () => undefined);
keyboard(picture, verbs, { panel, menu, zoom, said, help: showList });
exporter(picture, root);

let isFirst = true;
function take(answer) {
  for (const which of ["undo", "redo"]) {
    verbs.history[which] = answer[which];
    const button = root.querySelector(`[data-undo=${which}]`);
    if (!button) continue;
    button.disabled = !answer[which];
    button.title = answer[which] ? `${which === "undo" ? "Undo" : "Redo"}: ${answer[which].summary}` : button.getAttribute("aria-label");
  }
  picture.take(answer);
  document.querySelector("#diagram-wait")?.remove();
  document.querySelector("#diagram-none").hidden = picture.cards.size > 0;
  // A card that came meanwhile may stand where nobody looked.
  const hasNew = picture.canEdit && [...picture.cards.values()].some(({ isKept }) => !isKept);
  if (isFirst && (hasNew || !zoom.restore())) zoom.begin();
  isFirst = false;
}

root.addEventListener("click", (event) => {
  const { undo } = event.target.closest("[data-undo]")?.dataset ?? {};
  if (undo) verbs.step(undo);
  if (event.target.closest("[data-arrange]")) picture.arrange();
  const added = event.target.closest("a[data-new]");
  if (!added || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const area = picture.graph.getGraphArea();
  const place = picture.cards.size ? { x: area.x + area.width / 2 - 103, y: area.y + area.height / 2 - 40 } : undefined;
  if (added.dataset.new === "model") verbs.newModel(place);
  else verbs.newSource(place);
});
source.refresh();
