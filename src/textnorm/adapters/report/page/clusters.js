// The clusters: a list to search and filter, and one cluster in full.

import { BORDERLINE, HAS_REPAIR, HAS_REUSE, REUSED } from "./model.js";
import { addText, announce, byId, counted, date, el, excerpt, LazyList, number, score } from "./page.js";
import { alone, beside, isLong, within } from "./pairs.js";

const MEMBERS = 50;
const WAIT = 120;

export class Clusters {
  constructor(section, model, decisions) {
    Object.assign(this, { section, model, decisions });
    this.state = { query: "", order: "size", flag: 0, kind: -1, site: -1, only: "" };
    this.found = new Int32Array(0);
    this.member = -1;
    this.list = new LazyList({
      label: "Clusters", draw: (place) => this.#row(place), choose: (place) => this.#choose(place), open: () => this.open(),
    });
    this.detail = el("article", { class: "detail", "aria-label": "Cluster", tabIndex: -1 });
    this.tally = el("p", { class: "tally", role: "status" });
    this.toolbar = el("form", { class: "toolbar", role: "search", onsubmit: (event) => event.preventDefault() });
    section.replaceChildren(this.toolbar, this.tally, el("div", { class: "desk" }, this.list.node, this.detail));
    this.refresh();
  }

  /** Draw everything anew, as after another threshold. */
  refresh() {
    this.#drawToolbar();
    this.apply();
  }

  #drawToolbar() {
    const { head } = this.model;
    const { byFlag, byKind, bySite } = this.model.figures();
    const search = el("input", { type: "search", id: "search", placeholder: "Search the texts", "aria-label": "Search the texts", autocomplete: "off", value: this.state.query });
    search.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#set({ query: search.value }), WAIT);
    });
    const order = this.#select("order", "Order", [["size", "Largest first"], ["score", "Most doubtful first"], ...(this.model.time ? [["time", "Latest first"]] : [])], (value) => this.#set({ order: value }));
    const flag = (bit, name) => {
      const button = el("button", { type: "button", class: "chip", "aria-pressed": String((this.state.flag & bit) !== 0), disabled: byFlag[bit] === 0 }, name, el("span", {}, number(byFlag[bit])));
      button.addEventListener("click", () => {
        this.#set({ flag: this.state.flag ^ bit });
        button.setAttribute("aria-pressed", String((this.state.flag & bit) !== 0));
      });
      return button;
    };
    const kinds = head.kinds.map((name, kind) => [String(kind), name, byKind[kind]]).filter(([, , count]) => count).sort((a, b) => b[2] - a[2]);
    const sites = head.sites.map((name, site) => [String(site), name, bySite[site]]).filter(([, , count]) => count).sort((a, b) => b[2] - a[2]);
    const named = (list) => list.slice(0, 500).map(([value, name, count]) => [value, `${excerpt(name, 40)} (${number(count)})`]);
    this.toolbar.replaceChildren(...[
      search, order, flag(BORDERLINE, "Borderline"), flag(HAS_REPAIR, "Repaired"), byFlag[HAS_REUSE] > 0 && flag(HAS_REUSE, "Reuse"),
      kinds.length > 0 && this.#select("kind", "Reason", [["-1", "Any reason"], ...named(kinds)], (value) => this.#set({ kind: Number(value) })),
      sites.length > 0 && this.#select("site", "Site", [["-1", "Any site"], ...named(sites)], (value) => this.#set({ site: Number(value) })),
      this.#select("only", "Decisions", [["", "Decided or not"], ["open", "Not decided"], ["decided", "Decided"]], (value) => this.#set({ only: value })),
    ].filter(Boolean));
  }

  #select(id, label, options, changed) {
    const select = el("select", { id: `filter-${id}`, "aria-label": label }, options.map(([value, name]) => el("option", { value }, name)));
    select.value = String(this.state[id]);
    if (select.selectedIndex < 0) {
      select.selectedIndex = 0;
      this.state[id] = typeof this.state[id] === "number" ? Number(select.value) : select.value;
    }
    select.addEventListener("change", () => changed(select.value));
    return select;
  }

  #set(change) {
    Object.assign(this.state, change);
    this.apply();
  }

  apply() {
    const { only } = this.state;
    const start = performance.now();
    this.done = this.decisions.clusters();
    const decided = only ? (cluster) => this.done.has(cluster) === (only === "decided") : null;
    this.found = this.model.filter({ ...this.state, decided });
    const all = this.model.clusters.kept.length;
    this.tally.textContent = this.found.length === all ? counted(all, "cluster", "clusters") : `${number(this.found.length)} of ${counted(all, "cluster", "clusters")}`;
    this.section.classList.remove("opened");
    this.list.show(this.found.length);
    performance.measure("filter", { start });
  }

  #row(place) {
    const { model } = this;
    const cluster = this.found[place];
    const { kept, size, lowest, latest, flags } = model.clusters;
    const title = addText(el("span", { class: "title", dir: "auto" }), excerpt(model.repairedText(kept[cluster]).text, 160));
    const facts = [counted(size[cluster], "text", "texts"), lowest[cluster] < 1 ? `from ${score(lowest[cluster])}` : "all 1.00"];
    if (model.time && latest[cluster] > -Infinity) facts.push(date(latest[cluster]));
    return el("div", { class: "row" }, title, el("span", { class: "facts" },
      facts.join(" · "), (flags[cluster] & HAS_REPAIR) !== 0 && el("span", { class: "dot repairs", title: "repaired" }),
      (flags[cluster] & BORDERLINE) !== 0 && el("span", { class: "dot doubt", title: "borderline" }),
      this.done.has(cluster) && el("span", { class: "dot done", title: "decided" })));
  }

  #choose(place) {
    this.member = -1;
    this.cluster = place < 0 ? -1 : this.found[place];
    this.drawDetail();
  }

  /** Draw the chosen cluster: the kept copy, then every copy against it, the doubtful ones first. */
  drawDetail() {
    if (!(this.cluster >= 0)) {
      this.detail.replaceChildren(el("p", { class: "empty" }, "No cluster has all of this. Take a filter away."));
      return;
    }
    const { model } = this;
    const [kept, ...others] = model.membersOf(this.cluster);
    this.kept = kept;
    const value = new Map(others.map((text) => [text, this.#scoreOf(text)]));
    this.others = others.sort((a, b) => value.get(a) - value.get(b) || a - b);
    const own = model.repairedText(kept);
    const head = el("header", { class: "kept" },
      el("p", { class: "kicker" }, "Kept", this.#source(kept)),
      isLong(own.text) ? alone(own) : el("h2", { dir: "auto" }, ...within(own, own).childNodes),
      this.#cutNote(kept));
    const items = el("ol", { class: "members" });
    const back = el("button", { type: "button", class: "back plain", onclick: () => this.close() }, "← All clusters");
    this.items = items;
    this.#addMembers(own, 0);
    this.detail.replaceChildren(back, head, el("p", { class: "kicker" }, others.length === 1 ? "1 copy" : `${number(others.length)} copies, the most doubtful first`), items, this.#reused(own));
    this.detail.scrollTop = 0;
  }

  #addMembers(own, from) {
    const { items, others } = this;
    others.slice(from, from + MEMBERS).forEach((text, place) => items.append(this.#member(own, text, from + place)));
    const left = others.length - from - MEMBERS;
    if (left > 0) {
      const more = el("li", { class: "rest" }, el("button", { type: "button", class: "plain", onclick: () => { more.remove(); this.#addMembers(own, from + MEMBERS); } }, `Show ${number(Math.min(left, MEMBERS))} of ${number(left)} more`));
      items.append(more);
    }
  }

  #scoreOf(text) {
    const pair = this.model.pairWithKept(text);
    return pair < 0 ? 1 : this.model.score[pair];
  }

  #source(text) {
    const { model } = this;
    const facts = [`${model.isArchive(text) ? "archive row" : "row"} ${model.row[text]}`];
    if (model.site && model.site[text] >= 0) facts.push(model.head.sites[model.site[text]]);
    if (model.time && Number.isFinite(model.time[text])) facts.push(date(model.time[text]));
    return el("span", { class: "source" }, facts.join(" · "));
  }

  #cutNote(text) {
    const whole = this.model.whole[text];
    return whole > 0 && el("p", { class: "note" }, `This page has the first ${number(this.model.length[text])} of ${number(whole)} characters.`);
  }

  #member(own, text, place) {
    const { model } = this;
    const other = model.repairedText(text);
    const pair = model.pairWithKept(text);
    const reasons = pair < 0 ? ["the same letters, or the same but for case and marks"] : model.reasons(pair);
    const body = isLong(own.text, other.text)
      ? beside(own, other, [el("p", { class: "kicker" }, "Kept"), el("p", { class: "kicker" }, "This copy")])
      : within(own, other);
    const item = el("li", { class: "member", "data-member": place },
      el("div", { class: "meta" }, el("span", { class: "score" }, score(this.#scoreOf(text))), this.#source(text), this.#buttons(text, place)),
      body, this.#cutNote(text), reasons.length > 0 && el("ul", { class: "reasons" }, reasons.map((reason) => addText(el("li"), reason))));
    item.addEventListener("click", () => this.focusMember(place, false));
    this.#mark(item, text);
    return item;
  }

  #buttons(text, place) {
    const button = (verdict, label) => el("button", { type: "button", class: `verdict ${verdict}`, "data-verdict": verdict, onclick: (event) => { event.stopPropagation(); this.focusMember(place, false); this.decide(verdict); } }, label);
    return el("span", { class: "verdicts" }, button("same", "Same"), button("different", "Different"));
  }

  #mark(item, text) {
    const verdict = this.decisions.verdict(this.kept, text);
    for (const button of item.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  }

  /** Texts that share a passage with the kept copy and are no copies. */
  #reused(own) {
    const { model, kept } = this;
    if (!(model.clusters.flags[this.cluster] & HAS_REUSE)) return "";
    const items = [];
    for (let pair = 0; pair < model.left.length && items.length < MEMBERS; pair++) {
      const [a, b] = [model.left[pair], model.right[pair]];
      if (!(model.pairFlags[pair] & REUSED) || (a !== kept && b !== kept)) continue;
      const text = a === kept ? b : a;
      items.push(el("li", { class: "member" },
        el("div", { class: "meta" }, el("span", { class: "score" }, score(model.score[pair])), this.#source(text)),
        beside(own, model.repairedText(text), [el("p", { class: "kicker" }, "Kept"), el("p", { class: "kicker" }, "Shares a passage, is kept as well")], { showPassages: true })));
    }
    return el("section", {}, el("p", { class: "kicker" }, "Reuse"), el("ol", { class: "members" }, items));
  }

  open() {
    if (!(this.cluster >= 0)) return;
    this.section.classList.add("opened");
    this.focusMember(0);
  }

  close() {
    this.section.classList.remove("opened");
    this.focusMember(-1);
    this.list.node.focus();
  }

  focusMember(place, scroll = true) {
    this.items?.querySelector(".current")?.classList.remove("current");
    this.member = place;
    const item = this.items?.querySelector(`[data-member="${place}"]`);
    if (!item) return;
    item.classList.add("current");
    if (scroll) {
      item.scrollIntoView({ block: "nearest" });
      this.detail.focus({ preventScroll: true });
    }
  }

  decide(verdict) {
    if (this.member < 0) this.focusMember(0);
    const text = this.others?.[this.member];
    if (text === undefined) return;
    const pair = this.model.pairWithKept(text);
    this.decisions.decide(this.kept, text, verdict, pair < 0 ? 1 : this.model.score[pair]);
    announce(`${verdict}: copy ${this.member + 1} of ${this.others.length}`);
    if (this.member + 1 < this.others.length) this.focusMember(this.member + 1);
  }

  /** Show what was decided, wherever it was. */
  redraw() {
    this.done = this.decisions.clusters();
    this.list.render(true);
    this.items?.querySelectorAll("[data-member]").forEach((item) => this.#mark(item, this.others[Number(item.dataset.member)]));
  }

  key(event) {
    const { key } = event;
    const inside = this.member >= 0;
    if (key === "j" || key === "k") {
      const step = key === "j" ? 1 : -1;
      if (inside && this.detail.contains(document.activeElement)) {
        const next = this.member + step;
        if (next >= 0 && next < this.others.length) this.focusMember(next);
      } else this.list.move(step);
    } else if (document.activeElement === this.list.node && ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].includes(key)) {
      const page = Math.max(1, Math.floor(this.list.node.clientHeight / this.list.rowHeight) - 1);
      this.list.move({ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[key]);
    } else if (key === "Enter" && !event.target.closest("button, a, select")) this.open();
    else if (key === "Escape") this.close();
    else if (key === "s") this.decide("same");
    else if (key === "d") this.decide("different");
    else if (key === "/") byId("search").focus();
    else return false;
    return true;
  }
}
