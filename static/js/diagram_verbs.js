// What can be done with cards, by whichever way a person asks for it: by mouse, menu or key. Each verb is one revision
// of the project, taken back by undo.
import { post } from "./diagram_send.js";
import { notifyError } from "./notices.js";

const nameOf = (id) => id.slice(id.indexOf(":") + 1);
const isModel = (id) => id.startsWith("model:");

export class Verbs {
  constructor(picture, { addresses, dialogs, refresh }) {
    this.picture = picture;
    this.addresses = addresses;
    this.dialogs = dialogs;
    this.refresh = refresh;
    this.copied = null;
    this.history = { undo: null, redo: null };
  }

  /** The models that are selected and can be changed. */
  models(ids = this.picture.selected) {
    return [...ids].filter((id) => isModel(id) && this.picture.cards.get(id)?.data.url);
  }

  async send(address, fields) {
    const response = await post(address, fields).catch(() => null);
    if (!response?.ok) return notifyError("This could not be sent. Is Loopwright still running?");
    await this.refresh();
    htmx.trigger(document.body, "treeChanged");
  }

  attach(ids, source) {
    const models = this.models(ids);
    if (!models.length) return;
    if (source) return this.send(this.addresses.attachNow, { models: models.map(nameOf), data_source: nameOf(source), next: "project" });
    this.dialogs.open(this.addresses.attach, { models: models.map(nameOf) });
  }

  relate(from, to) {
    if (from && isModel(from)) this.dialogs.open(this.addresses.relate, { from: nameOf(from), model: to && nameOf(to) });
  }

  setPublic(ids, isPublic) {
    const models = this.models(ids);
    if (models.length) this.send(this.addresses.setPublic, { models: models.map(nameOf), public: isPublic ? "yes" : "no" });
  }

  delete(ids) {
    const [first, ...rest] = [...ids].filter((id) => this.picture.cards.get(id)?.data.url);
    if (!first) return;
    if (!rest.length) return this.dialogs.open(`${this.picture.cards.get(first).data.url}delete/`);
    this.dialogs.open(this.addresses.deleteModels, { models: this.models(ids).map(nameOf) });
  }

  rename(id) {
    const { url } = this.picture.cards.get(id)?.data ?? {};
    if (url) this.dialogs.open(`${url}rename/`);
  }

  newModel(place, source) {
    this.dialogs.open(this.addresses.newModel, { data_source: source && nameOf(source) }, (form) => this.expect(`model:${form.get("name")}`, place));
  }

  newSource(place) {
    this.dialogs.open(this.addresses.newSource, {}, (form) => this.expect(`data_source:${form.get("name")}`, place));
  }

  copy(ids = this.picture.selected) {
    const id = this.models(ids).find((each) => this.picture.cards.get(each).data.editable);
    if (id) this.copied = nameOf(id);
    return this.copied;
  }

  paste(place) {
    if (!this.copied) return;
    const from = this.picture.cards.get(`model:${this.copied}`);
    const beside = from && { x: from.x + 40, y: from.y + from.height + 30 };
    this.dialogs.open(this.addresses.copyModel, { model: this.copied }, (form) => this.expect(`model:${form.get("name")}`, place ?? beside));
  }

  /** A card that is about to come stands where it was asked for, and is selected. */
  expect(id, place) {
    if (place) this.picture.wanted.set(id, { x: Math.round(place.x), y: Math.round(place.y) });
    this.picture.addEventListener("data", () => this.picture.cards.has(id) && this.picture.select([id]), { once: true });
  }

  step(which) {
    const step = this.history[which];
    if (step) this.send(step.url);
  }
}
