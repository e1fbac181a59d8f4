// Fetches what the picture shows, and asks every few seconds, while somebody looks at it, whether that changed.
import { notifyError } from "./notices.js";

const EVERY = 4000; // milliseconds

export class Source {
  /** `isBusy` tells whether what comes now would be in the way: a card is being moved, or its place is not sent yet. */
  constructor(address, take, isBusy) {
    this.address = address;
    this.take = take;
    this.isBusy = isBusy;
    this.token = "";
    this.asking = Promise.resolve();
    this.schedule();
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.refresh());
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh().finally(() => this.schedule()), EVERY);
  }

  /** Asks now. With `notices` it also shows what was just done. Several at once wait for each other. */
  refresh({ notices = false } = {}) {
    const isUnseen = document.visibilityState !== "visible" && this.token;
    if (!notices && (isUnseen || this.isBusy())) return Promise.resolve();
    this.asking = this.asking.then(() => this.ask(notices)).catch(() => this.token || notifyError("The diagram could not be fetched. Is Loopwright still running?"));
    return this.asking;
  }

  async ask(notices) {
    const query = new URLSearchParams(notices ? { notices: "yes" } : { known: this.token });
    const response = await fetch(`${this.address}?${query}`, { credentials: "same-origin" });
    if (response.status === 204) return;
    if (!response.ok) throw new Error(response.statusText);
    const answer = await response.json();
    if (answer.notices) showNotices(answer.notices);
    const isNew = answer.token !== this.token;
    const revision = (token) => token.split(".")[0];
    const isElsewhere = this.token && revision(answer.token) !== revision(this.token) && !notices;
    this.token = answer.token;
    if (isNew) this.take(answer);
    if (isElsewhere) htmx.trigger(document.body, "treeChanged");
  }
}

function showNotices(html) {
  const said = new DOMParser().parseFromString(html, "text/html").querySelector("#notices");
  const notices = [...(said?.children ?? [])];
  const place = document.querySelector("#notices");
  if (notices.length) place.replaceChildren(...notices.map((notice) => document.adoptNode(notice)));
}
