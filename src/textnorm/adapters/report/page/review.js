// The review: one pair after another, the nearest to the threshold first, and what becomes of the decisions.

import { addText, announce, counted, date, el, excerpt, number, score } from "./page.js";
import { beside } from "./pairs.js";

const QUEUES = [["borderline", "Borderline first"], ["sample", "A sample of all scores"], ["reuse", "Shared passages"]];
const LISTED = 200;

export class Review {
  constructor(section, model, decisions) {
    Object.assign(this, { section, model, decisions });
    this.kind = "borderline";
    this.place = 0;
    this.card = el("article", { class: "card", "aria-label": "Pair", tabIndex: -1 });
    this.side = el("aside", { class: "decisions", "aria-label": "Decisions" });
    section.replaceChildren(el("div", { class: "desk review" }, el("div", { class: "stage" }, this.#queues(), this.card), this.side));
    this.queue = null;
  }

  #queues() {
    const kinds = this.model.head.reuse ? QUEUES : QUEUES.slice(0, 2);
    const buttons = kinds.map(([kind, name]) => el("button", { type: "button", class: "choice", "aria-pressed": String(kind === this.kind), onclick: () => {
      this.kind = kind;
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(kinds[index][0] === kind)));
      this.refresh();
    } }, name));
    return el("div", { class: "modes", role: "group", "aria-label": "Which pairs" }, buttons);
  }

  /** Begin anew: at the first pair that is not decided. */
  refresh() {
    this.queue = null;
    if (!this.section.hidden) this.show();
  }

  show() {
    if (!this.queue) {
      this.queue = this.model.queue(this.kind);
      this.place = 0;
      this.#skipDecided();
    }
    this.draw();
  }

  #skipDecided() {
    while (this.place < this.queue.length && this.#verdict(this.place)) this.place++;
  }

  #verdict(place) {
    const pair = this.queue[place];
    return this.decisions.verdict(this.model.left[pair], this.model.right[pair]);
  }

  draw() {
    this.#drawDecisions();
    const { model, queue, place } = this;
    if (place >= queue.length) {
      this.card.replaceChildren(el("p", { class: "empty" }, queue.length ? "Every pair here is decided." : "There is no pair to look at."));
      return;
    }
    const pair = queue[place];
    const [a, b] = [model.left[pair], model.right[pair]];
    const verdict = this.#verdict(place);
    const button = (name, label, key) => el("button", { type: "button", class: `verdict large ${name}`, "data-verdict": name, "aria-pressed": String(verdict === name), "aria-keyshortcuts": key, onclick: () => this.decide(name) }, label, el("kbd", {}, key));
    const above = model.score[pair] >= Math.fround(model.threshold);
    const side = (text, name) => el("p", { class: "kicker" }, name, el("span", { class: "source" }, this.#facts(text)));
    this.card.replaceChildren(
      el("p", { class: "kicker" }, `Pair ${number(place + 1)} of ${number(queue.length)}`,
        el("span", { class: "source" }, `score ${model.score[pair].toFixed(3)}, ${above ? "the same" : "different"} at ${score(model.threshold)}`)),
      beside(model.repairedText(a), model.repairedText(b), [side(a, "A"), side(b, "B")], { showPassages: this.kind === "reuse" }),
      el("ul", { class: "reasons" }, model.reasons(pair).map((reason) => addText(el("li"), reason))),
      el("div", { class: "answers" }, button("same", "Same", "s"), button("different", "Different", "d"), button("skip", "Skip", "x"),
        el("button", { type: "button", class: "plain", "aria-keyshortcuts": "u", onclick: () => this.undo(), disabled: this.decisions.past.length === 0 }, "Undo", el("kbd", {}, "u"))));
  }

  #facts(text) {
    const { model } = this;
    const facts = [`${model.isArchive(text) ? "archive row" : "row"} ${model.row[text]}`];
    if (model.site && model.site[text] >= 0) facts.push(model.head.sites[model.site[text]]);
    if (model.time && Number.isFinite(model.time[text])) facts.push(date(model.time[text], "hour"));
    return facts.join(" · ");
  }

  decide(verdict) {
    const pair = this.queue?.[this.place];
    if (pair === undefined) return;
    this.decisions.decide(this.model.left[pair], this.model.right[pair], verdict, this.model.score[pair]);
    this.#skipDecided();
    this.draw();
    announce(`${verdict}. ${this.place < this.queue.length ? `Pair ${this.place + 1} of ${this.queue.length}` : "The last pair is decided."}`);
  }

  undo() {
    const pair = this.decisions.undo();
    if (!pair) return;
    const place = this.queue?.findIndex((p) => this.model.left[p] === pair.a && this.model.right[p] === pair.b) ?? -1;
    if (place >= 0) this.place = place;
    if (!this.section.hidden) this.draw();
    announce("Taken back.");
  }

  move(step) {
    if (!this.queue) return;
    this.place = Math.max(0, Math.min(this.queue.length - 1, this.place + step));
    this.draw();
  }

  #drawDecisions() {
    const { decisions } = this;
    const counts = decisions.counts();
    const total = counts.same + counts.different + counts.skip;
    const against = decisions.contradictions();
    const input = el("input", { type: "file", accept: ".json,application/json", class: "unseen", id: "import-file", "aria-label": "Import decisions", tabIndex: -1, onchange: () => this.#import(input) });
    const made = [...decisions.made.values()].reverse();
    this.side.replaceChildren(...[
      el("h2", {}, "Decisions"),
      el("dl", { class: "tallies" }, ...["same", "different", "skip"].map((verdict) => el("div", {}, el("dt", {}, verdict === "skip" ? "skipped" : verdict), el("dd", {}, number(counts[verdict]))))),
      el("div", { class: "actions" },
        el("button", { type: "button", class: "primary", id: "export", disabled: total + decisions.foreign.length === 0, onclick: () => this.#export() }, "Export"),
        el("button", { type: "button", class: "plain", id: "import", onclick: () => input.click() }, "Import"), input,
        total > 0 && el("button", { type: "button", class: "plain", id: "clear", onclick: () => this.#clear() }, "Clear")),
      this.message && el("p", { class: "note", id: "decisions-note" }, this.message),
      against.length > 0 && el("div", { class: "contradictions" },
        el("p", {}, el("b", {}, counted(against.length, "contradiction", "contradictions")), ": different here, and the same by other decisions. Different wins."),
        el("ul", {}, against.slice(0, 10).map((pair) => this.#line(pair)))),
      el("p", { class: "note" }, "They stay in this browser. The file is for ", el("code", {}, "textnorm dedup --decisions"), " and ", el("code", {}, "Matcher.fit_threshold"), "."),
      made.length > 0 && el("ol", { class: "made", tabIndex: 0, "aria-label": "Decisions made" }, made.slice(0, LISTED).map((pair) => this.#line(pair))),
      made.length > LISTED && el("p", { class: "note" }, `and ${number(made.length - LISTED)} more`),
    ].filter(Boolean));
  }

  #line({ a, b, verdict }) {
    const part = (text) => addText(el("span", { dir: "auto" }), excerpt(this.model.repairedText(text).text, 60));
    return el("li", { class: verdict }, part(a), el("span", { class: "sign", title: verdict, "aria-label": verdict, role: "img" }, { same: "=", different: "≠", skip: "?" }[verdict]), part(b));
  }

  #export() {
    const file = new Blob([`${JSON.stringify(this.decisions.toJson(), null, 1)}\n`], { type: "application/json" });
    const link = el("a", { href: URL.createObjectURL(file), download: "decisions.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.message = "Exported as decisions.json.";
    this.draw();
  }

  async #import(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      this.message = this.decisions.read(await file.text(), file.name);
    } catch (error) {
      this.message = error.message;
    }
    announce(this.message);
    this.refresh();
  }

  #clear() {
    if (!confirm("Forget all decisions of this report? Export them first to keep them.")) return;
    this.decisions.clear();
    this.message = "All decisions are forgotten.";
    this.refresh();
  }

  key({ key }) {
    if (key === "j") this.move(1);
    else if (key === "k") this.move(-1);
    else if (key === "s") this.decide("same");
    else if (key === "d") this.decide("different");
    else if (key === "x") this.decide("skip");
    else return false;
    return true;
  }
}
