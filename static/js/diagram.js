// The diagram of a project: brings its parts together.
import { Source } from "./diagram_data.js";
import { filterable } from "./diagram_filter.js";
import { minimap } from "./diagram_minimap.js";
import { Picture } from "./diagram_picture.js";
import { placeKeeper } from "./diagram_places.js";
import { useIconsOf } from "./diagram_svg.js";
import { zoomable } from "./diagram_zoom.js";

const root = document.querySelector("#diagram");
const { graph: address, places, icons } = root.dataset;

useIconsOf(icons);
const picture = new Picture(document.querySelector("#canvas"), { canEdit: "canEdit" in root.dataset });
filterable(picture, document.querySelector("#diagram-filter"));
const zoom = zoomable(picture, root);
minimap(picture, document.querySelector("#mini"));
placeKeeper(picture, places);

let isFirst = true;
const source = new Source(address, (answer) => {
  picture.take(answer);
  document.querySelector("#diagram-wait")?.remove();
  document.querySelector("#diagram-none").hidden = picture.cards.size > 0;
  if (isFirst && !zoom.restore()) zoom.fit(0.5);
  isFirst = false;
});
source.refresh();
