// Two texts word by word: what differs, and which passages they share. Nothing here knows the page.

const TOKEN = /[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const MOST_TOKENS = 60_000;
const SMALL = 250_000; // cells of a table of common subsequences
const SHINGLE = 5;
const SHORTEST_PASSAGE = 8;

/** The words and signs of a text: where each begins and ends. What is beyond the first 60,000 is not compared. */
export function tokens(text, pattern = TOKEN) {
  const found = { keys: [], starts: [], ends: [], whole: true };
  for (const match of text.matchAll(pattern)) {
    if (found.keys.length >= MOST_TOKENS) {
      found.whole = false;
      break;
    }
    found.keys.push(match[0]);
    found.starts.push(match.index);
    found.ends.push(match.index + match[0].length);
  }
  return found;
}

/** Pairs of equal tokens, in the order of both: words that occur once in both are anchors, small gaps are solved. */
function matches(a, b, aFrom, aTo, bFrom, bTo, found) {
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) found.push([aFrom++, bFrom++]);
  const tail = [];
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) tail.push([--aTo, --bTo]);
  const size = (aTo - aFrom) * (bTo - bFrom);
  if (size > 0) {
    if (size <= SMALL) common(a, b, aFrom, aTo, bFrom, bTo, found);
    else {
      let [left, right] = [aFrom, bFrom];
      for (const [x, y] of anchors(a, b, aFrom, aTo, bFrom, bTo)) {
        matches(a, b, left, x, right, y, found);
        found.push([x, y]);
        [left, right] = [x + 1, y + 1];
      }
      if (left > aFrom) matches(a, b, left, aTo, right, bTo, found);
    }
  }
  while (tail.length) found.push(tail.pop());
}

function common(a, b, aFrom, aTo, bFrom, bTo, found) {
  const width = bTo - bFrom + 1;
  const table = new Uint16Array((aTo - aFrom + 1) * width);
  for (let i = aTo - aFrom - 1; i >= 0; i--) {
    for (let j = width - 2; j >= 0; j--) {
      const down = table[(i + 1) * width + j];
      const right = table[i * width + j + 1];
      table[i * width + j] =
        a[aFrom + i] === b[bFrom + j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(down, right);
    }
  }
  for (let i = 0, j = 0; i < aTo - aFrom && j < width - 1; ) {
    if (a[aFrom + i] === b[bFrom + j]) found.push([aFrom + i++, bFrom + j++]);
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i++;
    else j++;
  }
}

/** The longest rising run of tokens that occur once on both sides (patience sorting). */
function anchors(a, b, aFrom, aTo, bFrom, bTo) {
  const places = new Map();
  for (let i = aFrom; i < aTo; i++) places.set(a[i], places.has(a[i]) ? null : { a: i, b: -1 });
  for (let j = bFrom; j < bTo; j++) {
    const place = places.get(b[j]);
    if (place) place.b = place.b === -1 ? j : -2;
  }
  const piles = [];
  for (const place of [...places.values()].filter((p) => p && p.b >= 0)) {
    let low = 0;
    for (let high = piles.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (piles[middle].b < place.b) low = middle + 1;
      else high = middle;
    }
    place.before = low ? piles[low - 1] : null;
    piles[low] = place;
  }
  const run = [];
  for (let place = piles.at(-1); place; place = place.before) run.push([place.a, place.b]);
  return run.reverse();
}

/** What two texts have in common and what not: runs {kind: "=", "-" (only a) or "+" (only b)} with places in both. */
export function compareTexts(a, b) {
  const [left, right] = [tokens(a), tokens(b)];
  const equal = [];
  matches(left.keys, right.keys, 0, left.keys.length, 0, right.keys.length, equal);
  const runs = [];
  const add = (kind, aStart, aEnd, bStart, bEnd) => {
    const last = runs.at(-1);
    if (last && last.kind === kind) Object.assign(last, { aEnd, bEnd });
    else runs.push({ kind, aStart, aEnd, bStart, bEnd });
  };
  // A token takes the space behind it along.
  const at = (side, text, place) => (place < side.starts.length ? side.starts[place] : text.length);
  const [aAt, bAt] = [(i) => at(left, a, i), (j) => at(right, b, j)];
  let [i, j] = [0, 0];
  if (aAt(0) || bAt(0)) add("=", 0, aAt(0), 0, bAt(0));
  for (const [x, y] of [...equal, [left.keys.length, right.keys.length]]) {
    if (x > i) add("-", aAt(i), aAt(x), bAt(j), bAt(j));
    if (y > j) add("+", aAt(x), aAt(x), bAt(j), bAt(y));
    if (x < left.keys.length && y < right.keys.length) add("=", aAt(x), aAt(x + 1), bAt(y), bAt(y + 1));
    [i, j] = [x + 1, y + 1];
  }
  if (runs.length === 0 && (a || b)) add("=", 0, a.length, 0, b.length);
  return { runs, whole: left.whole && right.whole };
}

const SPELLED = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const folded = (word) =>
  word.toLowerCase().replace(/[äöüß]/g, (letter) => SPELLED[letter]).normalize("NFKD").replace(/\p{M}/gu, "");

/** The passages of eight words or more that two texts share, whatever their case and spelling, in the order of a. */
export function sharedPassages(a, b) {
  const [left, right] = [tokens(a, WORD), tokens(b, WORD)];
  const [here, there] = [left.keys.map(folded), right.keys.map(folded)];
  const first = new Map();
  for (let j = 0; j + SHINGLE <= there.length; j++) {
    const shingle = there.slice(j, j + SHINGLE).join(" ");
    if (!first.has(shingle)) first.set(shingle, j);
  }
  const found = [];
  for (let i = 0; i + SHINGLE <= here.length; ) {
    const start = first.get(here.slice(i, i + SHINGLE).join(" "));
    let length = 0;
    if (start !== undefined)
      while (i + length < here.length && start + length < there.length && here[i + length] === there[start + length])
        length++;
    if (length >= SHORTEST_PASSAGE)
      found.push({
        words: length,
        aStart: left.starts[i], aEnd: left.ends[i + length - 1],
        bStart: right.starts[start], bEnd: right.ends[start + length - 1],
      });
    i += Math.max(length - SHINGLE + 1, 1);
    if (length >= SHORTEST_PASSAGE) i += SHINGLE - 1;
  }
  return found;
}

/** A text with its edits made: the result, and where each edit stands in it. */
export function repaired(text, edits, evidence) {
  let result = "";
  let place = 0;
  const spans = [];
  for (const [start, end, after, kind] of edits) {
    if (end > text.length) break; // the text is cut before
    result += text.slice(place, start);
    spans.push({ start: result.length, end: result.length + after.length, before: text.slice(start, end), evidence: evidence[kind] });
    result += after;
    place = end;
  }
  return { text: result + text.slice(place), spans };
}

// Controls, marks of direction, characters without width but joiners, lone surrogates: never shown as they are.
export const HIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/u;

/** The symbol of a character that cannot be seen or would be obeyed. */
export function symbol(char) {
  const code = char.codePointAt(0);
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
