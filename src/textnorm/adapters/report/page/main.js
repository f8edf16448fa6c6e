// From the data in the page to three views of it.

import { unpackColumns, unpackJson } from "./bytes.js";
import { Clusters } from "./clusters.js";
import { Decisions } from "./decisions.js";
import { Model } from "./model.js";
import { Overview } from "./overview.js";
import { addText, byId, el, number } from "./page.js";
import { Review } from "./review.js";

const VIEWS = ["overview", "clusters", "review"];
const KEYS = [
  ["j  k", "next, previous"], ["Enter", "open a cluster"], ["Esc", "back to the list"], ["s", "the same"], ["d", "different"],
  ["x", "skip (in the review)"], ["u", "undo"], ["/", "search"], ["1  2  3", "overview, clusters, review"], ["?", "this help"],
];

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  byId("theme").textContent = dark ? "Light" : "Dark";
  byId("theme").setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
  return dark;
}

function prepareTheme() {
  let kept = null;
  try {
    kept = localStorage.getItem("textnorm-theme");
  } catch {
    // The system's choice, then.
  }
  let dark = setTheme(kept);
  byId("theme").addEventListener("click", () => {
    const theme = dark ? "light" : "dark";
    dark = setTheme(theme);
    try {
      localStorage.setItem("textnorm-theme", theme);
    } catch {
      // For this visit only.
    }
  });
}

function prepareHelp() {
  const help = byId("help");
  const close = el("button", { type: "button", class: "plain", onclick: () => help.close() }, "Close");
  help.append(
    el("h2", { id: "help-title" }, "Keys"),
    el("dl", { class: "keys" }, KEYS.flatMap(([keys, meaning]) => [el("dt", {}, keys.split("  ").map((key) => el("kbd", {}, key))), el("dd", {}, meaning)])),
    el("h2", {}, "Marks"),
    el("ul", { class: "legend" },
      el("li", {}, el("ins", {}, "words"), " only in this copy"), el("li", {}, el("del", {}, "words"), " only in the kept copy"),
      el("li", {}, el("span", { class: "repair" }, "letters"), " that repair changed"), el("li", {}, el("mark", { class: "shared" }, "passages"), " that both articles have"),
      el("li", {}, el("span", { class: "control" }, "\u241b"), " a character that cannot be seen")),
    close);
  byId("help-open").addEventListener("click", () => help.showModal());
  return help;
}

function show(view, views) {
  for (const name of VIEWS) {
    byId(`view-${name}`).hidden = name !== view;
    const link = document.querySelector(`.tabs a[href="#${name}"]`);
    if (name === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.body.dataset.view = view;
  if (view === "review") views.review.show();
  if (view === "clusters") views.clusters.list.render(true);
}

function listen(views, help) {
  const current = () => VIEWS.find((name) => !byId(`view-${name}`).hidden);
  addEventListener("hashchange", () => show(VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "overview", views));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.matches("input:not([type=range]), select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const view = current();
    let done = true;
    if (event.key === "?") help.showModal();
    else if ("123".includes(event.key)) location.hash = VIEWS[Number(event.key) - 1];
    else if (event.key === "u" && view !== "overview") views.review.undo();
    else done = view !== "overview" && views[view].key(event);
    if (done) event.preventDefault();
  });
}

async function begin() {
  prepareTheme();
  const help = prepareHelp();
  const head = await unpackJson("head");
  const columns = await unpackColumns(head.directory);
  addText(byId("title"), head.title);
  byId("edition").textContent = `${new Date(head.created).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })} · ${number(head.texts)} texts · ${head.matcher.kind} matcher`;
  const model = new Model(head, columns);
  const decisions = new Decisions(model);
  const views = {};
  views.clusters = new Clusters(byId("view-clusters"), model, decisions);
  views.review = new Review(byId("view-review"), model, decisions);
  views.overview = new Overview(byId("view-overview"), model, (threshold) => {
    model.setThreshold(threshold);
    views.clusters.refresh();
    views.review.refresh();
  });
  decisions.changed = () => {
    const { same, different } = decisions.counts();
    byId("decided-count").textContent = number(same + different);
    byId("decided-count").hidden = same + different === 0;
    views.clusters.redraw();
  };
  decisions.changed();
  listen(views, help);
  byId("loading").hidden = true;
  show(VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "overview", views);
  await model.load(() => {
    views.clusters.list.render(true);
    views.clusters.drawDetail();
    if (!byId("view-review").hidden) views.review.draw();
  });
  views.clusters.apply();
  for (const order of ["score", ...(model.time ? ["time"] : [])]) model.sortedBy(order); // before anybody waits for it
  document.documentElement.dataset.ready = "yes";
}

begin().catch((error) => {
  byId("loading").hidden = false;
  byId("loading").textContent = typeof DecompressionStream === "undefined"
    ? "This report needs a browser of 2023 or later." : `This report cannot be read: ${error.message}. It may be cut off; copy the file again.`;
  console.error(error);
});
