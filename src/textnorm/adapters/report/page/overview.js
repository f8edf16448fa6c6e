// The overview: figures, the scores with the threshold to drag, sizes, times, repairs.

import { addText, announce, counted, date, el, number, score, svg } from "./page.js";

const CLASSES = 100;

export class Overview {
  constructor(section, model, follow) {
    this.section = section;
    this.model = model;
    this.follow = follow;
    this.threshold = model.threshold;
    section.replaceChildren(
      this.#lead(), this.#figures(), this.#scores(), el("div", { class: "columns" }, this.#sizes(), this.#times()),
      this.#repairs(), this.#notes(),
    );
    new ResizeObserver(() => this.#drawScores()).observe(this.plot);
  }

  #lead() {
    const { head } = this.model;
    const share = head.texts ? (100 * head.dropped) / head.texts : 0;
    const where = head.archive === null ? "" : ` Each was looked up among ${counted(head.archive, "text", "texts")} of an archive.`;
    return el("p", { class: "lead" },
      `Of ${counted(head.texts, "text", "texts")}, `, el("b", {}, counted(head.dropped, "is a copy", "are copies")),
      ` of another: ${share.toFixed(1)}\u00a0%. They stand in ${counted(head.clusters, "cluster", "clusters")}, and one text of each stays.${where}`);
  }

  #figures() {
    const { head } = this.model;
    const figure = (name, value, note) => el("div", {}, el("dt", {}, name), el("dd", {}, number(value), note && el("small", {}, note)));
    return el("dl", { class: "figures" },
      figure("Texts", head.texts), figure("Kept", head.kept), figure("Dropped", head.dropped),
      figure("Clusters", head.clusters), figure("Reuse", head.reuse, "pairs that share a passage, and are kept"));
  }

  #scores() {
    const { head } = this.model;
    this.plot = el("div", { class: "plot" });
    this.counts = el("div", { class: "counts" });
    this.slider = el("input", {
      type: "range", id: "threshold", min: String(head.floor), max: "1", step: "0.01", "aria-label": "Threshold",
    });
    this.slider.value = String(this.threshold);
    // A step of 0.01 does not meet every threshold; the one of the search is set beside it.
    this.slider.addEventListener("input", () => this.#move(Math.max(Number(this.slider.value), head.floor)));
    this.slider.addEventListener("change", () => this.#settle());
    const section = el("section", { class: "scores" },
      el("h2", {}, "Scores"),
      el("p", { class: "note" },
        `Every verified pair by its score (${head.measure.replaceAll("_", " ")}); the height is the square root of the number. ` +
        `Drag the line to try another threshold. Scores below ${score(head.floor)} were not kept by the search.`),
      el("div", { class: "split" }, el("div", { class: "picture" }, this.plot, this.slider), this.counts));
    this.#drawCounts();
    return section;
  }

  #move(threshold) {
    this.threshold = threshold === Number(this.model.found.toFixed(2)) ? this.model.found : threshold;
    this.#drawScores();
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.#drawCounts();
    });
  }

  #settle() {
    if (this.pending) cancelAnimationFrame(this.pending);
    this.pending = 0;
    this.#drawCounts();
    this.follow(this.threshold);
    announce(`Threshold ${score(this.threshold)}: ${number(this.now.dropped)} dropped, ${number(this.now.kept)} kept.`);
  }

  #reset() {
    this.slider.value = String(this.model.found);
    this.#move(this.model.found);
    this.#settle();
  }

  #drawCounts() {
    const { model, threshold } = this;
    const was = model.countsAt(model.found);
    this.now = model.countsAt(threshold);
    const moved = threshold !== model.found;
    const row = (name, key) => {
      const change = this.now[key] - was[key];
      const sign = change > 0 ? `+${number(change)}` : change < 0 ? `−${number(-change)}` : "";
      return el("tr", {}, el("th", { scope: "row" }, name), el("td", { "data-count": key }, number(this.now[key])), el("td", { class: "change" }, sign));
    };
    this.counts.replaceChildren(...[
      el("table", {},
        el("caption", {}, "At ", el("b", {}, score(threshold))),
        el("tbody", {}, row("Kept", "kept"), row("Dropped", "dropped"), row("Clusters", "clusters"), row("Pairs", "pairs"))),
      moved
        ? el("p", { class: "note" }, "Clusters and review follow. To search so: ", el("code", {}, `--threshold ${score(threshold)}`))
        : el("p", { class: "note" }, "The threshold of the search."),
      moved && el("button", { type: "button", class: "plain", onclick: () => this.#reset() }, `Back to ${score(model.found)}`),
    ].filter(Boolean));
  }

  #drawScores() {
    const { head } = this.model;
    const width = this.plot.clientWidth;
    if (!width) return;
    const height = 220, base = height - 22;
    const first = Math.max(0, Math.floor(head.floor * CLASSES) - 1);
    // The track of a range input ends half a thumb (11 px) before its edges; so does the picture.
    const inset = 11;
    const span = (width - 2 * inset) / (1 - head.floor);
    const x = (value) => inset + (value - head.floor) * span;
    const most = Math.max(1, ...head.scores);
    const y = (count) => base - Math.sqrt(count / most) * (base - 16);
    const bars = [];
    for (let place = first; place < CLASSES; place++) {
      if (!head.scores[place]) continue;
      const left = Math.max(x(place / CLASSES), inset), right = x((place + 1) / CLASSES);
      if (right <= inset) continue;
      const isSame = place / CLASSES >= this.threshold - 0.005;
      bars.push(svg("rect", {
        class: isSame ? "bar same" : "bar", x: left, width: Math.max(right - left - 1, 1), y: y(head.scores[place]), height: base - y(head.scores[place]),
      }));
    }
    const ticks = [];
    for (let tick = Math.ceil(head.floor * 10); tick <= 10; tick++)
      ticks.push(svg("text", { class: "tick", x: x(tick / 10), y: height - 4, "text-anchor": "middle" }, (tick / 10).toFixed(1)));
    const at = x(this.threshold);
    const scale = [most, most / 4].filter((value) => value >= 1).map((value) => svg("g", {},
      svg("line", { class: "grid", x1: inset, x2: width - inset, y1: y(Math.round(value)), y2: y(Math.round(value)) }),
      svg("text", { class: "tick", x: inset, y: y(Math.round(value)) - 4 }, number(Math.round(value)))));
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
      ...scale, ...bars, svg("line", { class: "axis", x1: inset, x2: width - inset, y1: base, y2: base }), ...ticks,
      svg("line", { class: "threshold", x1: at, x2: at, y1: 4, y2: base }),
      svg("text", { class: "label", x: at + (at > width - 60 ? -6 : 6), y: 12, "text-anchor": at > width - 60 ? "end" : "start" }, score(this.threshold)),
      svg("rect", { class: "grip", x: at - 14, y: 0, width: 28, height: base }));
    picture.addEventListener("pointerdown", (event) => this.#drag(event, (pixel) => head.floor + (pixel - inset) / span));
    this.plot.replaceChildren(picture);
  }

  #drag(event, value) {
    event.preventDefault();
    const left = this.plot.getBoundingClientRect().left;
    const to = (moved) => {
      const threshold = Math.min(1, Math.max(this.model.head.floor, Math.round(value(moved.clientX - left) * 100) / 100));
      this.slider.value = String(threshold);
      this.#move(threshold);
    };
    to(event);
    const stop = () => {
      removeEventListener("pointermove", to);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      this.#settle();
    };
    addEventListener("pointermove", to);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  }

  #sizes() {
    const classes = [[2, 2], [3, 3], [4, 4], [5, 9], [10, 19], [20, 49], [50, 99], [100, Infinity]];
    const { size } = this.model.clusters;
    const counts = classes.map(([from, to]) => size.reduce((sum, own) => sum + (own >= from && own <= to), 0));
    const most = Math.max(1, ...counts);
    const largest = size.reduce((a, b) => Math.max(a, b), 0);
    const last = counts.findLastIndex((count) => count > 0);
    const rows = classes.slice(0, last + 1).map(([from, to], place) => {
      const bar = svg("svg", { class: "line", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { class: "bar same", x: 0, y: 0, height: 10, width: (100 * counts[place]) / most }));
      const name = to === Infinity ? `${from}+` : from === to ? String(from) : `${from}–${to}`;
      return el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "wide" }, bar), el("td", {}, number(counts[place])));
    });
    return el("section", {},
      el("h2", {}, "Cluster sizes"),
      rows.length ? el("table", { class: "bars" }, el("caption", { class: "note" }, `Texts in a cluster; the largest has ${number(largest)}.`), el("tbody", {}, rows))
        : el("p", { class: "note" }, "No text has a copy."));
  }

  #times() {
    const { timeline } = this.model.head;
    if (!timeline) return el("section", {}, el("h2", {}, "Over time"), el("p", { class: "note" }, "The texts have no times. Pass times= or --time-column."));
    const { starts, kept, dropped, unit, without } = timeline;
    const totals = starts.map((_, place) => kept[place] + dropped[place]);
    const most = Math.max(1, ...totals);
    const step = 100 / starts.length;
    const bars = starts.flatMap((start, place) => {
      const [all, gone] = [totals[place], dropped[place]].map((count) => (90 * count) / most);
      const box = { x: place * step + step * 0.1, width: step * 0.8 };
      return [
        svg("rect", { class: "bar", ...box, y: 90 - all, height: all }, svg("title", {}, `${date(start, unit)}: ${number(totals[place])}, ${number(dropped[place])} dropped`)),
        svg("rect", { class: "bar same", ...box, y: 90 - gone, height: gone }),
      ];
    });
    const busiest = totals.indexOf(most);
    return el("section", {},
      el("h2", {}, "Over time"),
      el("p", { class: "note" }, `Texts per ${unit}, the dropped ones dark; the most on ${date(starts[busiest], unit)}: ${number(most)}.` +
        (without ? ` ${number(without)} have no time.` : "")),
      el("div", { class: "timeline", role: "img", "aria-label": `Texts per ${unit} from ${date(starts[0], unit)} to ${date(starts.at(-1), unit)}` },
        svg("svg", { viewBox: "0 0 100 90", preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars)),
      el("p", { class: "ends note" }, el("span", {}, date(starts[0], unit)), el("span", {}, date(starts.at(-1), unit))));
  }

  #repairs() {
    const { repairs } = this.model.head;
    const heading = el("h2", {}, "What was repaired");
    if (!repairs.kinds.length) return el("section", {}, heading, el("p", { class: "note" }, "No text is damaged."));
    const row = (kind) => el("tr", {},
      el("th", { scope: "row" }, kind.evidence || kind.step, el("small", {}, kind.step)),
      el("td", {}, number(kind.changes)), el("td", {}, number(kind.texts)),
      el("td", { class: "examples" }, kind.examples.map(([before, from, to, after]) => {
        const example = el("span", { class: "example", dir: "auto" });
        addText(example, before);
        example.append(addText(el("del"), from || "·"));
        example.append(addText(el("span", { class: "repair" }), to || "·"));
        return addText(example, after);
      })));
    const table = (kinds) => kinds.map(row);
    const body = el("tbody", {}, table(repairs.kinds.slice(0, 8)));
    const rest = repairs.kinds.slice(8);
    const more = rest.length > 0 && el("button", { type: "button", class: "plain", onclick: () => { body.append(...table(rest)); more.remove(); } }, `${counted(rest.length, "more kind", "more kinds")}`);
    return el("section", {}, heading,
      el("p", { class: "note" }, `${counted(repairs.texts, "text was", "texts were")} damaged.` + (repairs.failed ? ` ${number(repairs.failed)} could not be read.` : "")),
      el("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Repairs by kind" }, el("table", { class: "repairs" },
        el("thead", {}, el("tr", {}, ...["Kind", "Changes", "Texts", "Examples"].map((name) => el("th", { scope: "col" }, name)))), body)), more);
  }

  #notes() {
    const { head } = this.model;
    const notes = [...head.notes];
    const cut = this.model.whole.reduce((sum, whole) => sum + (whole > 0), 0);
    if (cut) notes.push(`${counted(cut, "text is", "texts are")} cut to keep this page small.`);
    if (head.leftOut) notes.push(`${counted(head.leftOut, "pair is", "pairs are")} left out of this page: counts at other thresholds are too low.`);
    return notes.length ? el("section", {}, el("h2", {}, "Notes"), el("ul", { class: "notes" }, notes.map((note) => addText(el("li"), note)))) : el("span", { hidden: true });
  }
}
