// What the page knows: texts, pairs, and the clusters that they give at any threshold.

import { unpackJson, unpackText } from "./bytes.js";
import { repaired } from "./words.js";

export const SAME = 1, REUSED = 2, DECIDED_SAME = 4, DECIDED_DIFFERENT = 8, CHAINED = 16;
const ARCHIVE = 1, REPAIRED = 2;
export const BORDERLINE = 1, HAS_REPAIR = 2, HAS_REUSE = 4;
/** Scores this near the threshold are borderline. */
export const NEAR = 0.05;

export class Model {
  constructor(head, columns) {
    Object.assign(this, columns);
    this.head = head;
    this.count = columns.row.length;
    this.blocks = [];
    this.lower = [];
    this.offsets = new Uint32Array(this.count);
    head.blocks.forEach((first, block) => {
      let offset = 0;
      const end = head.blocks[block + 1] ?? this.count;
      for (let text = first; text < end; text++) {
        this.offsets[text] = offset;
        offset += this.length[text];
      }
    });
    this.edits = null;
    this.reasonLines = null;
    this.found = head.matcher.threshold;
    this.#join();
    this.setThreshold(this.found);
  }

  /** Unpack the texts, then what explains them; `step` is called after each part. */
  async load(step) {
    for (let block = 0; block < this.head.blocks.length; block++) {
      this.blocks.push(await unpackText(`text-${block}`));
      step(block + 1, this.head.blocks.length);
    }
    this.edits = await unpackJson("repairs");
    this.reasonLines = (await unpackText("reasons")).split("\n");
    step();
  }

  isArchive(text) {
    return (this.textFlags[text] & ARCHIVE) !== 0;
  }

  isRepaired(text) {
    return (this.textFlags[text] & REPAIRED) !== 0;
  }

  /** A text as it came; empty until its block is there. */
  text(text) {
    const block = this.#block(text);
    const start = this.offsets[text];
    return this.blocks[block]?.slice(start, start + this.length[text]) ?? "";
  }

  /** A text as it reads after repair, and where it was repaired. */
  repairedText(text) {
    const edits = this.edits?.edits[text];
    const raw = this.text(text);
    return edits ? repaired(raw, edits, this.edits.evidence) : { text: raw, spans: [] };
  }

  reasons(pair) {
    return (this.reasonLines?.[pair] ?? "").split("\x1f").filter(Boolean);
  }

  digestOf(text) {
    return Array.from(this.digest.subarray(8 * text, 8 * text + 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #block(text) {
    let low = 0;
    for (let high = this.head.blocks.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.head.blocks[middle] <= text) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The pairs of each group of equal texts, and the group's best text: what clusters are made of. */
  #join() {
    const { count, group, left, right, score, pairFlags, rank } = this;
    const degree = new Int32Array(count + 1);
    const edges = [];
    for (let pair = 0; pair < left.length; pair++) {
      if (pairFlags[pair] & CHAINED || group[left[pair]] === group[right[pair]]) continue;
      if (this.isArchive(left[pair]) !== this.isArchive(right[pair])) continue;
      edges.push(pair);
      degree[group[left[pair]] + 1]++;
      degree[group[right[pair]] + 1]++;
    }
    for (let node = 0; node < count; node++) degree[node + 1] += degree[node];
    const place = degree.slice();
    this.starts = degree;
    this.neighbours = new Int32Array(2 * edges.length);
    this.edgePair = new Int32Array(2 * edges.length);
    for (const pair of edges) {
      const [a, b] = [group[left[pair]], group[right[pair]]];
      this.neighbours[place[a]] = b;
      this.edgePair[place[a]++] = pair;
      this.neighbours[place[b]] = a;
      this.edgePair[place[b]++] = pair;
    }
    this.best = new Int32Array(count).fill(-1);
    for (let text = 0; text < count; text++) {
      const node = group[text];
      if (this.best[node] < 0 || rank[text] < rank[this.best[node]]) this.best[node] = text;
    }
    const nodes = this.best.reduce((sum, text) => sum + (text >= 0), 0);
    this.order = ordered(count, (node) => (this.best[node] < 0 ? Infinity : rank[this.best[node]])).subarray(0, nodes);
  }

  #isSame(pair, threshold) {
    const flags = this.pairFlags[pair];
    if (flags & (DECIDED_SAME | DECIDED_DIFFERENT)) return (flags & DECIDED_SAME) !== 0;
    return this.score[pair] >= threshold;
  }

  /** The kept copy of every text at a threshold, by the same rule as the search. */
  labelsAt(threshold) {
    if (threshold === this.found) return this.label;
    const limit = Math.fround(threshold);
    const labels = new Int32Array(this.count);
    for (let text = 0; text < this.count; text++) labels[text] = text;
    if (this.head.archive !== null) this.#copiesInArchive(labels, limit);
    const kept = this.head.matcher.clusters === "connected" ? this.#components(limit, labels) : this.#keptCopies(limit, labels);
    for (let text = 0; text < this.count; text++)
      if (labels[text] === text && !this.isArchive(text)) labels[text] = this.best[kept[this.group[text]]];
    return labels;
  }

  #copiesInArchive(labels, limit) {
    const best = new Float32Array(this.count).fill(-1);
    for (let pair = 0; pair < this.left.length; pair++) {
      let [old, own] = [this.left[pair], this.right[pair]];
      if (this.isArchive(own)) [old, own] = [own, old];
      if (!this.isArchive(old) || this.isArchive(own) || !this.#isSame(pair, limit)) continue;
      const value = this.pairFlags[pair] & DECIDED_SAME ? 2 : this.score[pair];
      if (value > best[own] || (value === best[own] && this.rank[old] < this.rank[labels[own]])) {
        best[own] = value;
        labels[own] = old;
      }
    }
  }

  /** The greedy choice of kept copies: every text matches its kept copy, and no chain joins strangers. */
  #keptCopies(limit, labels) {
    const { order, starts, neighbours, edgePair, score, best } = this;
    const kept = new Int32Array(this.count).fill(-1);
    const place = new Int32Array(this.count);
    order.forEach((node, number) => (place[node] = number));
    const isFree = (node) => labels[best[node]] === best[node];
    for (const node of order) {
      if (kept[node] >= 0) continue;
      kept[node] = node;
      if (!isFree(node)) continue;
      for (let edge = starts[node]; edge < starts[node + 1]; edge++) {
        const other = neighbours[edge];
        if (kept[other] < 0 && isFree(other) && this.#isSame(edgePair[edge], limit)) kept[other] = node;
      }
    }
    for (const node of order) {
      if (kept[node] === node) continue;
      let most = -1;
      for (let edge = starts[node]; edge < starts[node + 1]; edge++) {
        const other = neighbours[edge];
        if (kept[other] !== other || !isFree(other) || !this.#isSame(edgePair[edge], limit)) continue;
        const value = score[edgePair[edge]];
        if (value > most || (value === most && place[other] < place[kept[node]])) {
          most = value;
          kept[node] = other;
        }
      }
    }
    return kept;
  }

  #components(limit, labels) {
    const root = Int32Array.from({ length: this.count }, (_, node) => node);
    const find = (node) => {
      while (root[node] !== node) node = root[node] = root[root[node]];
      return node;
    };
    for (const node of this.order)
      for (let edge = this.starts[node]; edge < this.starts[node + 1]; edge++)
        if (this.#isSame(this.edgePair[edge], limit)) root[find(node)] = find(this.neighbours[edge]);
    const first = new Int32Array(this.count).fill(-1);
    for (const node of this.order) if (first[find(node)] < 0) first[find(node)] = node;
    return Int32Array.from({ length: this.count }, (_, node) => first[find(node)]);
  }

  /** How many texts stay and go at a threshold, in how many clusters, by how many pairs. */
  countsAt(threshold) {
    const { head } = this;
    if (threshold === this.found)
      return { kept: head.kept, dropped: head.dropped, clusters: head.clusters, pairs: this.pairsAt(threshold) };
    const labels = this.labelsAt(threshold);
    const seen = new Uint8Array(this.count);
    let dropped = 0;
    let clusters = 0;
    for (let text = 0; text < this.count; text++) {
      const label = labels[text];
      if (label === text) continue;
      dropped++;
      if (!seen[label]) {
        seen[label] = 1;
        clusters++;
      }
    }
    return { kept: head.texts - dropped, dropped, clusters, pairs: this.pairsAt(threshold) };
  }

  pairsAt(threshold) {
    const limit = Math.fround(threshold);
    let pairs = 0;
    for (let pair = 0; pair < this.left.length; pair++)
      pairs += !(this.pairFlags[pair] & CHAINED) && this.#isSame(pair, limit);
    return pairs;
  }

  setThreshold(threshold) {
    this.threshold = threshold;
    this.labels = this.labelsAt(threshold);
    this.#group();
  }

  /** The clusters at the threshold as columns: their texts, lowest score, times, flags and kinds of reasons. */
  #group() {
    const { count, labels, group } = this;
    const size = new Int32Array(count);
    for (let text = 0; text < count; text++) size[labels[text]]++;
    const number = new Int32Array(count).fill(-1);
    const kept = [];
    for (let text = 0; text < count; text++) if (size[text] > 1) number[text] = kept.push(text) - 1;
    const starts = new Int32Array(kept.length + 1);
    kept.forEach((text, cluster) => (starts[cluster + 1] = starts[cluster] + size[text]));
    const members = new Int32Array(starts[kept.length]);
    const place = starts.slice(0, -1);
    kept.forEach((text, cluster) => (members[place[cluster]++] = text));
    this.clusterOf = new Int32Array(count).fill(-1);
    for (let text = 0; text < count; text++) {
      const cluster = number[labels[text]];
      this.clusterOf[text] = cluster;
      if (cluster >= 0 && labels[text] !== text) members[place[cluster]++] = text;
    }
    this.clusters = { kept, starts, members, size: kept.map((text) => size[text]) };
    this.pairOf = new Int32Array(count).fill(-1);
    for (let pair = 0; pair < this.left.length; pair++) {
      const [a, b] = [this.left[pair], this.right[pair]];
      if (labels[a] !== labels[b] || group[a] === group[b]) continue;
      const home = group[labels[a]];
      if (group[a] === home) this.pairOf[group[b]] = pair;
      else if (group[b] === home) this.pairOf[group[a]] = pair;
    }
    this.#describe();
  }

  #describe() {
    const { clusters, threshold } = this;
    const many = clusters.kept.length;
    const lowest = new Float32Array(many).fill(1);
    const flags = new Uint8Array(many);
    const kinds = new Uint32Array(many);
    const latest = new Float64Array(many).fill(-Infinity);
    for (let text = 0; text < this.count; text++) {
      const cluster = this.clusterOf[text];
      if (cluster < 0) continue;
      if (this.isRepaired(text)) flags[cluster] |= HAS_REPAIR;
      if (this.time && this.time[text] > latest[cluster]) latest[cluster] = this.time[text];
      const pair = this.pairWithKept(text);
      if (pair < 0) continue;
      const value = this.score[pair];
      if (value < lowest[cluster]) lowest[cluster] = value;
      if (Math.abs(value - threshold) <= NEAR) flags[cluster] |= BORDERLINE;
      kinds[cluster] |= this.kinds[pair];
    }
    for (let pair = 0; pair < this.left.length; pair++) {
      if (!(this.pairFlags[pair] & REUSED) || this.#isSame(pair, threshold)) continue;
      for (const text of [this.left[pair], this.right[pair]])
        if (this.clusterOf[text] >= 0) flags[this.clusterOf[text]] |= HAS_REUSE;
    }
    Object.assign(clusters, { lowest, flags, kinds, latest });
    this.sorted = {};
  }

  /** The pair of a text and its kept copy; -1 for the kept copy itself and for its equals. */
  pairWithKept(text) {
    const kept = this.labels[text];
    return this.group[text] === this.group[kept] ? -1 : this.pairOf[this.group[text]];
  }

  membersOf(cluster) {
    return this.clusters.members.subarray(this.clusters.starts[cluster], this.clusters.starts[cluster + 1]);
  }

  /** The clusters in an order: largest, most doubtful or latest first. */
  sortedBy(order) {
    if (!this.sorted[order]) {
      const { size, lowest, latest } = this.clusters;
      const value = { size: (c) => -size[c], score: (c) => lowest[c], time: (c) => -latest[c] }[order];
      this.sorted[order] = ordered(size.length, value);
    }
    return this.sorted[order];
  }

  /** The clusters that have `query` in one of their texts, as 0 and 1; null without a query. */
  search(query) {
    const wanted = query.trim().toLowerCase();
    if (!wanted) return null;
    const hits = new Uint8Array(this.clusters.kept.length);
    this.blocks.forEach((block, number) => {
      const text = (this.lower[number] ??= lowerCase(block));
      let own = this.head.blocks[number];
      const end = this.head.blocks[number + 1] ?? this.count;
      for (let at = text.indexOf(wanted); at >= 0; ) {
        let high = end; // the text that `at` lies in
        while (high - own > 1) {
          const middle = (own + high) >> 1;
          if (this.offsets[middle] <= at) own = middle;
          else high = middle;
        }
        const stop = this.offsets[own] + this.length[own];
        if (at + wanted.length <= stop) {
          if (this.clusterOf[own] >= 0) hits[this.clusterOf[own]] = 1;
          at = text.indexOf(wanted, Math.max(stop, at + 1));
        } else at = text.indexOf(wanted, at + 1);
      }
    });
    return hits;
  }

  /** The clusters that pass all filters, in order. */
  filter({ query = "", order = "size", flag = 0, kind = -1, site = -1, decided = null }) {
    const hits = this.search(query);
    const { flags, kinds } = this.clusters;
    const onSite = site < 0 ? null : new Uint8Array(flags.length);
    if (onSite)
      for (let text = 0; text < this.count; text++)
        if (this.site[text] === site && this.clusterOf[text] >= 0) onSite[this.clusterOf[text]] = 1;
    return this.sortedBy(order).filter(
      (cluster) =>
        (!hits || hits[cluster]) &&
        (flags[cluster] & flag) === flag &&
        (kind < 0 || (kinds[cluster] >>> kind) & 1) &&
        (!onSite || onSite[cluster]) &&
        (!decided || decided(cluster)),
    );
  }

  /** How many clusters have a flag, a kind of reason, a site. */
  figures() {
    const { flags, kinds } = this.clusters;
    const byFlag = new Int32Array(8);
    const byKind = new Int32Array(32);
    for (let cluster = 0; cluster < flags.length; cluster++) {
      for (const flag of [BORDERLINE, HAS_REPAIR, HAS_REUSE]) byFlag[flag] += (flags[cluster] & flag) !== 0;
      for (let bits = kinds[cluster]; bits; bits &= bits - 1) byKind[31 - Math.clz32(bits & -bits)]++;
    }
    const bySite = new Int32Array(this.head.sites.length);
    if (this.site) {
      const last = new Int32Array(this.head.sites.length).fill(-1);
      for (let cluster = 0; cluster < flags.length; cluster++)
        for (const text of this.membersOf(cluster)) {
          const site = this.site[text];
          if (site >= 0 && last[site] !== cluster) {
            last[site] = cluster;
            bySite[site]++;
          }
        }
    }
    return { byFlag, byKind, bySite };
  }

  /** The pairs to look at, each pair of texts once: nearest the threshold, spread over all scores, or with a passage. */
  queue(kind) {
    const pairs = [];
    const seen = new Set();
    for (let pair = 0; pair < this.left.length; pair++) {
      const [a, b] = [this.group[this.left[pair]], this.group[this.right[pair]]];
      if (a === b || this.pairFlags[pair] & CHAINED) continue;
      if (kind === "reuse" && (!(this.pairFlags[pair] & REUSED) || this.#isSame(pair, this.threshold))) continue;
      const key = Math.min(a, b) * this.count + Math.max(a, b);
      if (seen.has(key)) continue;
      seen.add(key);
      pairs.push(pair);
    }
    const distance = (pair) => Math.abs(this.score[pair] - this.threshold);
    const key = { reuse: (pair) => -this.score[pair], sample: shuffled, borderline: distance }[kind];
    return ordered(pairs.length, (place) => key(pairs[place])).map((place) => pairs[place]);
  }
}

/** The numbers up to `count` by a key, equals as they come. Sorting plain numbers takes a tenth of the time of pairs. */
function ordered(count, key) {
  const keys = Float64Array.from({ length: count }, (_, place) => key(place));
  const distinct = Float64Array.from(new Set(keys)).sort();
  const rank = new Map(Array.from(distinct, (value, place) => [value, place]));
  const places = Int32Array.from(keys, (value) => rank.get(value));
  const starts = new Int32Array(distinct.length + 1);
  for (const place of places) starts[place + 1]++;
  for (let place = 0; place < distinct.length; place++) starts[place + 1] += starts[place];
  const found = new Int32Array(count);
  for (let place = 0; place < count; place++) found[starts[places[place]]++] = place;
  return found;
}

/** An order that is the same every time and has nothing to do with the scores (Knuth's multiplicative hash). */
const shuffled = (value) => Math.imul(value + 1, 2654435761) >>> 0;

/** Lower case, every character where it was: the few that would become longer stay. */
function lowerCase(text) {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[^\u0130]+/g, (part) => part.toLowerCase());
}
