// Tables, and charts with their tables beside them.

import { h, text } from "/assets/hall.js"

/** Headings are texts, elements or {heading, figures}; a row's cells are texts or elements; `total` marks a sum of others. */
export function table(caption, columns, rows, { isHidden = true } = {}) {
  const headings = columns.map((column) => (column.heading === undefined ? { heading: column, figures: false } : column))
  const kind = (index) => (headings[index].figures ? "figure" : undefined)
  return h(
    "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table", {},
      h("caption", { class: isHidden ? "visually-hidden" : undefined }, caption),
      h("thead", {}, h("tr", {}, headings.map((one, index) => h("th", { scope: "col", class: kind(index) }, one.heading)))),
      h(
        "tbody", {},
        rows.map((row) => {
          const { cells, total } = Array.isArray(row) ? { cells: row } : row
          return h(
            "tr", { class: total ? "total" : undefined },
            cells.map((cell, index) => (index === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: kind(index) }, cell))))
        }))))
}

/** A sheet as the hall drew it: its pictures on one side, its figures on the other. */
export function sheetView(sheet) {
  const heading = sheet.title === sheet.name ? sheet.title : `${sheet.title}　${sheet.name}`
  // A wide table stands below its pictures.
  const layout = !sheet.charts.length ? "sheet" : sheet.columns.length > 5 ? "sheet wide" : "sheet charted"
  return h(
    "section", { class: layout, "data-key": sheet.name },
    h("h2", {}, heading),
    // One line is the period, which the page has above.
    sheet.lines.length > 1 && sheet.lines.map((line) => h("p", { class: "hint" }, line)),
    sheet.warning && h("p", { class: "problem", role: "alert" }, sheet.warning),
    sheet.charts.length > 0 && h("div", { class: "charts" }, sheet.charts.map((chart) => h("figure", {}, chart.title !== sheet.title && h("figcaption", {}, chart.title), picture(chart.svg)))),
    sheet.rows.length
      ? table(heading, sheet.columns, sheet.rows)
      : h("p", { class: "hint" }, text("admin.nothing")),
    sheet.notes.map((note) => h("p", { class: "hint" }, note)))
}

const pictures = new Map()

/** From the text that the hall drew; read once. */
function picture(svg) {
  if (pictures.size > 50) pictures.clear()
  if (!pictures.has(svg)) pictures.set(svg, new DOMParser().parseFromString(svg, "image/svg+xml").documentElement)
  return document.importNode(pictures.get(svg), true)
}

/** A bar, and a mark where it usually is. */
export function bar(value, usual, most) {
  const part = (one) => (most > 0 ? (100 * one) / most : 0)
  return h(
    "svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "room", x: 0, y: 0, width: 100, height: 10 }),
    h("rect", { class: "value", x: 0, y: 0, width: part(value), height: 10 }),
    usual !== undefined && h("rect", { class: "usual", x: Math.max(0, Math.min(98.5, part(usual))), y: 0, width: 1.5, height: 10 }))
}

/** A labelled field; `attributes` are the input's. */
export function field(id, label, attributes = {}) {
  return h("div", { class: "field", "data-key": `field-${id}` }, h("label", { for: id }, label), h("input", { id, ...attributes }))
}

/** A labelled choice of [value, words]. */
export function choice(id, label, options, chosen) {
  return h(
    "div", { class: "field", "data-key": `field-${id}` },
    h("label", { for: id }, label),
    h("select", { id }, options.map(([value, words]) => h("option", { value, selected: value === chosen }, words))))
}

/** One of several ways to look at a list; `options` are [argument, words]. */
export function filter(action, options, chosen) {
  return h(
    "div", { class: "presets", role: "group", "aria-label": text("admin.filter") },
    options.map(([value, words]) => h("button", { class: "small", "data-do": `${action} ${value}`, "aria-pressed": String(value === chosen) }, words)))
}

export const typed = (id) => document.getElementById(id)?.value.trim() ?? ""

/** `12:30` of a time; `11-21 12:30` where the day is not this one. */
export function moment(time, day) {
  return time.slice(0, 10) === day ? time.slice(11, 16) : `${time.slice(5, 10)} ${time.slice(11, 16)}`
}

export const minutesWords = (seconds) => (seconds === undefined || seconds === null ? "–" : text("minutes.short", { minutes: Math.round(seconds / 60) }))
