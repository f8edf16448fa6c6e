// Two texts beside each other, or one within the other: differences, shared passages and repairs in their colours.

import { addText, el, number } from "./page.js";
import { compareTexts, sharedPassages } from "./words.js";

const LONG_RUN = 420;
const AROUND = 140;
const ARTICLE = 320;

export const isLong = (...texts) => texts.some((text) => text.length > ARTICLE || text.trim().includes("\n"));

/** Add a part of a repaired text, its repairs marked. */
function addPart(node, side, from, to, lines) {
  let place = from;
  for (const span of side.spans) {
    if (span.end < from || (span.end === from && span.start < from)) continue;
    if (span.start >= to) break;
    const [start, end] = [Math.max(span.start, from), Math.min(span.end, to)];
    addText(node, side.text.slice(place, start), { lines });
    const before = addText(el("span"), span.before, { most: 120 }).textContent;
    const mark = el("span", { class: "repair", title: `was ${before} (${span.evidence})` });
    addText(mark, side.text.slice(start, end), { lines });
    if (start === end) mark.classList.add("gone");
    node.append(mark);
    place = end;
  }
  addText(node, side.text.slice(place, to), { lines });
  return node;
}

/** Add a part that only one text has; the space behind it is not marked. */
function addMarked(node, tag, side, from, to, lines) {
  const end = from + side.text.slice(from, to).trimEnd().length;
  node.append(addPart(el(tag), side, from, end, lines));
  return addPart(node, side, end, to, lines);
}

/** Add a long stretch by its ends, with a button for what is between: text that both have (`what`: "the same"), or more. */
function addFolded(node, side, from, to, lines, what) {
  if (to - from <= LONG_RUN) return addPart(node, side, from, to, lines);
  const { text } = side;
  // Not within a word, if there is a space near.
  const after = text.indexOf(" ", from + AROUND) + 1;
  const start = after > 0 && after < from + 2 * AROUND ? after : from + AROUND;
  const before = text.lastIndexOf(" ", to - AROUND);
  const end = before > to - 2 * AROUND && before > start ? before : to - AROUND;
  addPart(node, side, from, start, lines);
  const more = el("button", { type: "button", class: "more" }, what === "more" ? `Show ${number(end - start)} more characters` : `${number(end - start)} characters the same`);
  more.addEventListener("click", () => more.replaceWith(addPart(el("span"), side, start, end, lines)));
  node.append(more);
  return addPart(node, side, end, to, lines);
}

/** One text by itself, long ones folded. */
export function alone(side) {
  return addFolded(el("p", { class: "text long", dir: "auto" }), side, 0, side.text.length, true, "more");
}

/** One text with what differs from the other: words only in `a` struck out, words only in `b` marked. */
export function within(a, b) {
  const { runs, whole } = compareTexts(a.text, b.text);
  const node = el("p", { class: "text", dir: "auto" });
  for (const run of runs) {
    if (run.kind === "=") addFolded(node, b, run.bStart, run.bEnd, false, "same");
    else if (run.kind === "-") addMarked(node, "del", a, run.aStart, run.aEnd, false).append(" ");
    else addMarked(node, "ins", b, run.bStart, run.bEnd, false);
  }
  if (!whole) node.append(el("em", { class: "note" }, " The rest is not compared."));
  return node;
}

/** Two texts beside each other, each with the words that only it has. */
function differences(a, b) {
  const { runs, whole } = compareTexts(a.text, b.text);
  const [left, right] = [el("div", { class: "text", dir: "auto" }), el("div", { class: "text", dir: "auto" })];
  for (const run of runs) {
    if (run.kind === "=") {
      addFolded(left, a, run.aStart, run.aEnd, true, "same");
      addFolded(right, b, run.bStart, run.bEnd, true, "same");
    } else if (run.kind === "-") addMarked(left, "ins", a, run.aStart, run.aEnd, true);
    else addMarked(right, "ins", b, run.bStart, run.bEnd, true);
  }
  return { left, right, note: whole ? "" : "Only the first 60,000 words are compared." };
}

/** Two texts beside each other with the passages that both have; the same number stands at both ends. */
function passages(a, b) {
  const shared = sharedPassages(a.text, b.text);
  const side = (own, start, end) => {
    const node = el("div", { class: "text", dir: "auto" });
    let place = 0;
    const ordered = shared.map((passage, index) => ({ passage, index })).sort((x, y) => x.passage[start] - y.passage[start]);
    for (const { passage, index } of ordered) {
      if (passage[start] < place) continue;
      addFolded(node, own, place, passage[start], true, "more");
      const mark = el("mark", { class: "shared", "data-passage": index }, el("sup", {}, String(index + 1)));
      node.append(addPart(mark, own, passage[start], passage[end], true));
      place = passage[end];
    }
    return addFolded(node, own, place, own.text.length, true, "more");
  };
  const words = shared.reduce((sum, passage) => sum + passage.words, 0);
  const note = shared.length
    ? `${number(words)} words in ${shared.length === 1 ? "one passage" : `${number(shared.length)} passages`} stand in both.`
    : "No passage of eight words or more stands in both.";
  return { left: side(a, "aStart", "aEnd"), right: side(b, "bStart", "bEnd"), note };
}

/** Light up a passage on both sides while the pointer is on one of them. */
function light(event, on) {
  const mark = event.target.closest?.(".shared");
  if (!mark) return;
  for (const other of event.currentTarget.querySelectorAll(`[data-passage="${mark.dataset.passage}"]`))
    other.classList.toggle("lit", on);
}

/** Two texts beside each other, with a choice between differences and shared passages if they are long. */
export function beside(a, b, names, { showPassages = false } = {}) {
  const body = el("div", { class: "beside" });
  body.addEventListener("pointerover", (event) => light(event, true));
  body.addEventListener("pointerout", (event) => light(event, false));
  const draw = (mode) => {
    const { left, right, note } = mode === "passages" ? passages(a, b) : differences(a, b);
    body.replaceChildren(
      el("div", { class: "side" }, names[0], left), el("div", { class: "side" }, names[1], right),
    );
    return note;
  };
  if (!isLong(a.text, b.text)) {
    draw("differences");
    return body;
  }
  const told = el("span", { class: "note" });
  const buttons = ["differences", "passages"].map((mode) =>
    el("button", { type: "button", class: "choice", "aria-pressed": "false", onclick: () => choose(mode) },
      mode === "passages" ? "Shared passages" : "Differences"));
  const choose = (mode) => {
    told.textContent = draw(mode);
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String((index === 1) === (mode === "passages"))));
  };
  choose(showPassages ? "passages" : "differences");
  return el("div", {}, el("div", { class: "modes", role: "group", "aria-label": "What is marked" }, buttons, told), body);
}
