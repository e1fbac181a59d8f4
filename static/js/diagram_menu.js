// The menu of what can be done here: with the selected cards, or at an empty place. By the right button, or a key.

export function menuOf(picture, verbs, { panel, filter, zoom }) {
  const { canEdit, element } = picture;
  let open = null;

  const one = (id) => {
    const card = picture.cards.get(id);
    const { data } = card;
    const go = data.url && ["Open its page", "", () => location.assign(data.url)];
    if (card.kind === "data_source") {
      return [
        ["Show details", "Enter", () => panel.open(id)],
        go && ["Settings and test", "", go[2]],
        ["Only this and its models", "", () => filter.neighbours([id])],
        canEdit && ["New model attached to it", "", () => verbs.newModel({ x: card.x + 280, y: card.y }, id)],
        canEdit && ["Rename…", "F2", () => verbs.rename(id)],
        canEdit && ["Delete…", "Del", () => verbs.delete([id])],
      ];
    }
    const canChange = canEdit && data.url;
    return [
      ["Show details", "Enter", () => panel.open(id), data.url],
      go,
      canChange && data.editable && ["Relate to…", "R", () => verbs.relate(id)],
      canChange && ["Attach to…", "A", () => verbs.attach([id])],
      canChange && [data.public ? "Hide from the API" : "Make public", "P", () => verbs.setPublic([id], !data.public)],
      canChange && data.editable && ["Copy", "Ctrl C", () => verbs.copy([id])],
      ["Only its neighbours", "", () => filter.neighbours([id])],
      data.properties.length && [card.fold === "folded" ? "Unfold" : "Fold", "Space", () => picture.refold([id], card.fold === "folded" ? "" : "folded")],
      canChange && data.editable && ["Rename…", "F2", () => verbs.rename(id)],
      canChange && ["Delete…", "Del", () => verbs.delete([id])],
    ];
  };

  const several = (ids) => {
    const models = verbs.models(ids);
    const said = `${models.length} models`;
    const canChange = canEdit && models.length > 0;
    return [
      canChange && [`Attach ${said} to…`, "A", () => verbs.attach(models)],
      canChange && [`Make ${said} public`, "P", () => verbs.setPublic(models, true)],
      canChange && [`Hide ${said} from the API`, "", () => verbs.setPublic(models, false)],
      models.length === 2 && canChange && ["Relate them…", "R", () => verbs.relate(...models)],
      ["Only these and their neighbours", "", () => filter.neighbours([...ids])],
      ["Fold", "", () => picture.refold([...ids], "folded")],
      ["Unfold", "", () => picture.refold([...ids], "")],
      canChange && [`Delete ${said}…`, "Del", () => verbs.delete(models)],
    ];
  };

  const nothing = (point) => [
    canEdit && ["New model here", "N", () => verbs.newModel(point)],
    canEdit && ["New data source here", "D", () => verbs.newSource(point)],
    canEdit && verbs.copied && [`Paste a copy of ${verbs.copied}`, "Ctrl V", () => verbs.paste(point)],
    canEdit && verbs.history.undo && [`Undo: ${verbs.history.undo.summary}`, "Ctrl Z", () => verbs.step("undo")],
    canEdit && verbs.history.redo && [`Redo: ${verbs.history.redo.summary}`, "Ctrl Y", () => verbs.step("redo")],
    ["Show everything", "F", () => zoom.fit()],
    canEdit && ["Lay out anew", "", () => picture.arrange()],
    ["As a list", "", () => location.assign("?view=list")],
  ];

  function item([words, key, run, isThere = true]) {
    if (!isThere) return null;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "lw-menu-item", tabIndex: -1 });
    button.setAttribute("role", "menuitem");
    const label = Object.assign(document.createElement("span"), { textContent: words });
    button.append(label);
    if (key) button.append(Object.assign(document.createElement("kbd"), { textContent: key, ariaHidden: "true" }));
    button.addEventListener("click", () => {
      close();
      run();
    });
    return button;
  }

  function close(focus = true) {
    if (!open) return;
    open.remove();
    open = null;
    if (focus) element.focus({ preventScroll: true });
  }

  /** Opens the menu at a place of the window, about cards, or about the place `point` of the picture. */
  function show({ left, top }, ids, point) {
    close(false);
    const items = ids.length === 0 ? nothing(point) : ids.length === 1 ? one(ids[0]) : several(ids);
    open = Object.assign(document.createElement("div"), { className: "lw-menu-body lw-context" });
    open.setAttribute("role", "menu");
    open.setAttribute("aria-label", ids.length === 1 ? picture.cards.get(ids[0]).data.name : ids.length ? `${ids.length} cards` : "Diagram");
    open.append(...items.filter(Boolean).map(item).filter(Boolean));
    document.querySelector("main").append(open);
    const box = open.getBoundingClientRect();
    open.style.left = `${Math.max(4, Math.min(left, innerWidth - box.width - 4))}px`;
    open.style.top = `${Math.max(4, Math.min(top, innerHeight - box.height - 4))}px`;
    open.firstChild?.focus();
  }

  function walk(event) {
    if (!open?.contains(event.target)) return;
    const items = [...open.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1 };
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key in to) items[to[event.key]].focus();
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", walk);
  document.addEventListener("pointerdown", ({ target }) => open && !open.contains(target) && close(false), { capture: true });
  picture.graph.on("node:contextmenu", ({ node, e }) => {
    if (!picture.selected.has(node.id)) picture.select([node.id]);
    show({ left: e.clientX, top: e.clientY }, [...picture.selected]);
  });
  picture.graph.on("blank:contextmenu", ({ e, x, y }) => {
    picture.select([]);
    show({ left: e.clientX, top: e.clientY }, [], { x, y });
  });

  return {
    /** Opens the menu for what is selected, beside it. */
    forSelection() {
      const ids = [...picture.selected];
      const box = element.getBoundingClientRect();
      const card = picture.cards.get(picture.current ?? ids[0]);
      const area = picture.graph.getGraphArea();
      if (!card) return show({ left: box.left + box.width / 2, top: box.top + 80 }, [], { x: area.x + area.width / 2, y: area.y + area.height / 2 });
      const { x, y } = picture.graph.localToClient(card.x + card.width, card.y);
      show({ left: x + 4, top: y }, ids.length ? ids : [card.id]);
    },
  };
}
