// The page: elements, pictures, a list that draws only what is seen. Text becomes text, never HTML.

import { HIDDEN, symbol } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const LONG = 4_000;
const SPLIT = new RegExp(`(${HIDDEN.source})`, "u");

export const byId = (id) => document.getElementById(id);

/** An element with properties, attributes (names with a hyphen, `role`, `for`) and children; strings become text. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for" || name === "colspan") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter(Boolean));
  return node;
}

/** Add a stranger's text to `node`: hidden characters as symbols, and of a long one the beginning and a button. */
export function addText(node, text, { lines = false, most = LONG } = {}) {
  const shown = text.length > most ? text.slice(0, most) : text;
  const parts = lines ? [shown.replace(/\r\n?/g, "\n")] : [shown.replace(/\n/g, "\u240a")];
  for (const part of parts[0].split(SPLIT)) {
    if (part === "" || part === undefined) continue;
    if (HIDDEN.test(part) && [...part].length === 1) node.append(el("span", { class: "control", title: name(part) }, symbol(part)));
    else node.append(part);
  }
  if (shown.length < text.length) {
    const rest = text.slice(most);
    const more = el("button", { type: "button", class: "more" }, `Show ${number(rest.length)} more characters`);
    more.addEventListener("click", () => {
      const opened = el("span");
      addText(opened, rest, { lines, most: 200_000 });
      more.replaceWith(opened);
    });
    node.append(more);
  }
  return node;
}

const name = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The beginning of a text, on one line. */
export function excerpt(text, length) {
  const line = text.slice(0, length * 2).replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

const format = new Intl.NumberFormat("en");
export const number = (value) => format.format(value);
export const counted = (count, one, more) => `${number(count)} ${count === 1 ? one : more}`;
export const score = (value) => (Number.isFinite(value) ? (Math.floor(value * 100 + 1e-6) / 100).toFixed(2) : "–");

export function date(seconds, unit = "day") {
  const time = new Date(seconds * 1000);
  if (!Number.isFinite(time.getTime())) return "";
  const options = {
    hour: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    month: { month: "short", year: "numeric" }, year: { year: "numeric" },
  }[unit] ?? { day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(time);
}

export function announce(message) {
  byId("status").textContent = message;
}

/** A list of any length that draws only the rows that are seen. All rows are equally high. */
export class LazyList {
  constructor({ label, draw, choose, open }) {
    this.draw = draw;
    this.choose = choose;
    this.length = 0;
    this.selected = -1;
    this.sheet = el("div", { class: "sheet", role: "presentation" });
    this.node = el("div", { class: "lazy", role: "listbox", tabIndex: 0, "aria-label": label }, this.sheet);
    this.node.addEventListener("scroll", () => this.render(), { passive: true });
    this.node.addEventListener("click", (event) => {
      const row = event.target.closest("[data-place]");
      if (row) {
        this.select(Number(row.dataset.place));
        open?.();
      }
    });
    new ResizeObserver(() => this.render(true)).observe(this.node);
  }

  get rowHeight() {
    return parseFloat(getComputedStyle(this.node).getPropertyValue("--row")) || 72;
  }

  show(length, selected = 0) {
    this.length = length;
    this.selected = -1;
    this.node.scrollTop = 0;
    this.render(true);
    this.select(Math.min(selected, length - 1));
  }

  select(place) {
    if (place < 0 || place >= this.length) {
      this.node.removeAttribute("aria-activedescendant");
      this.choose(-1);
      return;
    }
    this.selected = place;
    const height = this.rowHeight;
    const { scrollTop, clientHeight } = this.node;
    if (place * height < scrollTop) this.node.scrollTop = place * height;
    else if ((place + 1) * height > scrollTop + clientHeight) this.node.scrollTop = (place + 1) * height - clientHeight;
    this.render(true);
    this.node.setAttribute("aria-activedescendant", `row-${place}`);
    this.choose(place);
  }

  move(step) {
    if (this.length) this.select(Math.max(0, Math.min(this.length - 1, this.selected + step)));
  }

  render(afresh = false) {
    const height = this.rowHeight;
    const first = Math.max(0, Math.floor(this.node.scrollTop / height) - 4);
    const last = Math.min(this.length, Math.ceil((this.node.scrollTop + this.node.clientHeight) / height) + 4);
    if (!afresh && first === this.first && last === this.last) return;
    [this.first, this.last] = [first, last];
    this.sheet.style.height = `${this.length * height}px`;
    const rows = [];
    for (let place = first; place < last; place++) {
      const row = this.draw(place);
      row.id = `row-${place}`;
      row.dataset.place = place;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(place === this.selected));
      row.setAttribute("aria-setsize", this.length);
      row.setAttribute("aria-posinset", place + 1);
      row.style.transform = `translateY(${place * height}px)`;
      rows.push(row);
    }
    this.sheet.replaceChildren(...rows);
  }
}
