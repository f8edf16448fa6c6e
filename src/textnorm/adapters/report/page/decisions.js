// Decisions: same, different, skip. Kept in the browser under the report's name, exported and imported as JSON.

export const VERDICTS = ["same", "different", "skip"];
const EXCERPT = 200;

export class Decisions {
  constructor(model) {
    this.model = model;
    this.made = new Map();
    this.foreign = [];
    this.past = [];
    this.changed = () => {};
    this.store = `textnorm-report:${model.head.id}`;
    this.take(model.head.decisions);
    try {
      this.take(JSON.parse(localStorage.getItem(this.store) ?? "[]"));
    } catch {
      // Nothing was kept, or the browser keeps nothing for files.
    }
  }

  /** What identifies a pair: its texts, and for equal texts their rows. */
  key(a, b) {
    const name = (text) => this.model.digestOf(text);
    const [x, y] = [name(a), name(b)];
    if (x === y) return [x, ...[this.model.row[a], this.model.row[b]].sort((p, q) => p - q)].join(" ");
    return x < y ? `${x} ${y}` : `${y} ${x}`;
  }

  verdict(a, b) {
    return this.made.get(this.key(a, b))?.verdict;
  }

  decide(a, b, verdict, score) {
    const key = this.key(a, b);
    this.past.push([key, this.made.get(key)]);
    this.made.delete(key); // so that it stands last
    this.made.set(key, { a, b, verdict, score });
    this.#keep();
  }

  /** Take the last decision back; the pair that it was about, or null. */
  undo() {
    const last = this.past.pop();
    if (!last) return null;
    const [key, before] = last;
    const pair = this.made.get(key);
    if (before) this.made.set(key, before);
    else this.made.delete(key);
    this.#keep();
    return pair;
  }

  clear() {
    this.made.clear();
    this.foreign = [];
    this.past = [];
    this.#keep();
  }

  counts() {
    const counts = { same: 0, different: 0, skip: 0 };
    for (const { verdict } of this.made.values()) counts[verdict]++;
    return counts;
  }

  /** Read decisions in the form of the file; those about other texts are kept for the next export. Returns how many. */
  take(listed) {
    let known = 0;
    for (const item of listed) {
      if (!VERDICTS.includes(item?.verdict)) throw new Error(`a decision has no verdict that is one of ${VERDICTS.join(", ")}`);
      const [a, b] = [this.#find(item.left), this.#find(item.right)];
      if (a < 0 || b < 0 || a === b) {
        this.foreign.push(item);
        continue;
      }
      this.made.set(this.key(a, b), { a, b, verdict: item.verdict, score: item.score });
      known++;
    }
    return known;
  }

  #find(side) {
    const { model } = this;
    this.#index();
    const isIt = (text) => (!side.digest || model.digestOf(text) === side.digest) && model.isArchive(text) === !!side.archive;
    const row = Number.isInteger(side?.row) ? side.row : -1;
    const text = this.byRow.get(`${row} ${!!side?.archive}`);
    if (text !== undefined && isIt(text)) return text;
    return side?.digest ? (this.byDigest.get(side.digest) ?? -1) : -1;
  }

  /** Where each digest and each row is; made when decisions are read, as most reports open without any. */
  #index() {
    if (this.byDigest) return;
    const { model } = this;
    this.byDigest = new Map();
    this.byRow = new Map();
    for (let text = model.count - 1; text >= 0; text--) {
      this.byDigest.set(model.digestOf(text), text);
      this.byRow.set(`${model.row[text]} ${model.isArchive(text)}`, text);
    }
  }

  /** The clusters in which a copy was decided against its kept copy. */
  clusters() {
    const { labels, clusterOf } = this.model;
    const found = new Set();
    for (const { a, b } of this.made.values()) if (labels[a] === b || labels[b] === a) found.add(clusterOf[a]);
    return found;
  }

  /** The file: what `find_duplicates(decisions=…)` and `Matcher.fit_threshold` read. */
  toJson() {
    const { head } = this.model;
    return { ...head.format, matcher: head.matcher, scores: head.scores, decisions: this.#listed() };
  }

  #listed() {
    return [...[...this.made.values()].map((made) => this.#item(made)), ...this.foreign];
  }

  #item({ a, b, verdict, score }) {
    const item = { verdict };
    if (Number.isFinite(score)) item.score = Math.round(score * 1e6) / 1e6;
    return { ...item, left: this.#side(a), right: this.#side(b) };
  }

  #side(text) {
    const { model } = this;
    const side = { row: model.row[text], digest: model.digestOf(text), text: [...model.text(text).slice(0, 2 * EXCERPT)].slice(0, EXCERPT).join("") };
    return model.isArchive(text) ? { ...side, archive: true } : side;
  }

  #keep() {
    try {
      localStorage.setItem(this.store, JSON.stringify(this.#listed()));
    } catch {
      // They stay in the page until it is closed, and can be exported.
    }
    this.changed();
  }

  /** Read a file. Returns a sentence, or throws an error with one. */
  read(text, name) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      throw new Error(`${name} is no JSON; choose a file that a report exported.`);
    }
    const { format } = this.model.head;
    if (file?.format !== format.format || !Array.isArray(file.decisions))
      throw new Error(`${name} holds no decisions; choose a file that a report exported.`);
    if (file.version !== format.version)
      throw new Error(`${name} is of version ${file.version}, and this report reads ${format.version}.`);
    const known = this.take(file.decisions);
    this.#keep();
    const other = file.decisions.length - known;
    return `${known} decisions read${other ? `; ${other} are about texts that are not in this report, and are exported again` : ""}.`;
  }

  /** Where "different" contradicts "same", directly or through other texts. */
  contradictions() {
    const root = new Map();
    const find = (node) => {
      while (root.has(node)) node = root.get(node);
      return node;
    };
    const node = ({ a, b }) => {
      const [x, y] = [this.model.digestOf(a), this.model.digestOf(b)];
      return x === y ? [`${x} ${this.model.row[a]}`, `${y} ${this.model.row[b]}`] : [x, y];
    };
    for (const made of this.made.values()) {
      if (made.verdict !== "same") continue;
      const [x, y] = node(made).map(find);
      if (x !== y) root.set(x, y);
    }
    return [...this.made.values()].filter((made) => {
      if (made.verdict !== "different") return false;
      const [x, y] = node(made).map(find);
      return x === y;
    });
  }
}
