// Figures of a period: charts with their tables, groups, files; and the monthly table.

import { call, change, clock, currentLanguage, figures, h, hallTime, save, text } from "/assets/hall.js"
import { choice, field, moment, sheetView, table, typed } from "/assets/sheets.js"

const splits = ["service", "category", "department", "window", "staff", "priority", "focus", "community", "grid", "hour", "day", "month"]

const iso = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`

/** By name: from and to, counted from today. */
const periods = {
  today: (now) => [now, now],
  yesterday: (now) => [daysBefore(now, 1), daysBefore(now, 1)],
  week: (now) => [daysBefore(now, (now.getDay() + 6) % 7), now],
  month: (now) => [new Date(now.getFullYear(), now.getMonth(), 1), now],
  lastMonth: (now) => [new Date(now.getFullYear(), now.getMonth() - 1, 1), new Date(now.getFullYear(), now.getMonth(), 0)],
  year: (now) => [new Date(now.getFullYear(), 0, 1), now],
}
const daysBefore = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() - days)

export function figuresSection(page) {
  let period
  let by = "service"
  let found
  let readAt
  let reading

  /** The business day may be another than the clock's. */
  async function load() {
    if (!period) choose("today")
    await read()
  }

  function choose(name) {
    const [from, to] = periods[name](new Date(`${page.day() ?? iso(hallTime())}T12:00:00`))
    period = { from: iso(from), to: iso(to) }
    for (const id of ["from", "to"]) {
      const input = document.getElementById(id)
      if (input) input.value = period[id]
    }
  }

  async function read() {
    const mine = (reading = {})
    // Nothing of another period stays while this one is read.
    found = undefined
    page.render()
    const answer = await figures("Report.Period", { ...period, by, language: currentLanguage() })
    if (reading !== mine) return
    found = answer
    readAt = hallTime()
  }

  function picker() {
    return h(
      "div", { class: "bar-of-fields no-print" },
      h("div", { class: "presets" }, Object.keys(periods).map((name) => h("button", { class: "small", "data-do": `period ${name}` }, text(`period.${name}`)))),
      field("from", text("admin.from"), { type: "date", value: period?.from }),
      field("to", text("admin.to"), { type: "date", value: period?.to }),
      choice("by", text("admin.by"), splits.map((one) => [one, text(`by.${one}`)]), by),
      h("button", { class: "primary", "data-do": "showFigures" }, text("admin.show")),
      h("button", { class: "small", "data-do": "saveFigures" }, text("admin.saveFigures")),
      h("button", { class: "small", "data-do": "saveStaff" }, text("admin.saveStaff")),
      h("button", { class: "small", "data-do": "printPage" }, text("admin.printPage")))
  }

  const title = () =>
    h(
      "h1", { class: "period" }, period && (period.from === period.to ? period.from : `${period.from} – ${period.to}`),
      found && h("small", {}, text("admin.asOf", { time: clock(readAt) })))

  function suspectsView() {
    const { suspects } = found
    if (!suspects.length) return null
    return h(
      "section", { class: "sheet", "data-key": "suspects" },
      h("h2", {}, text("admin.suspects")), h("p", { class: "hint" }, text("admin.suspectsHint")),
      table(
        text("admin.suspects"),
        [text("admin.number"), text("admin.day"), text("admin.service"), text("admin.window"), text("admin.member"), { heading: text("admin.minutes"), figures: true }, text("admin.why")],
        suspects.map((one) => [
          h("button", { class: "link", "data-do": `story ${one.day} ${one.number}` }, one.number), one.day, page.serviceName(one.service), one.window,
          one.staff ? page.staffName(one.staff) : "", (one.seconds / 60).toFixed(1), text(`suspect.${one.why}`),
        ])))
  }

  return {
    load,
    draw: () => [picker(), title(), found ? [found.charts.map(sheetView), found.groups.map(sheetView), suspectsView()] : h("p", { class: "hint", role: "status" }, page.isBusy() ? text("admin.reading") : "")],
    actions: {
      period: (name) => page.doing(async () => {
        choose(name)
        await read()
      }),
      showFigures: () => page.doing(async () => {
        const asked = { from: typed("from"), to: typed("to") }
        if (!asked.from || !asked.to || asked.from > asked.to) return page.warn("admin.badPeriod")
        period = asked
        by = typed("by")
        await read()
      }),
      saveFigures: () => page.saving(() => save("Report.Figures", { ...period, by, language: currentLanguage() })),
      saveStaff: () => page.saving(() => save("Report.Staff", { ...period, format: "xlsx", language: currentLanguage() })),
      printPage: () => window.print(),
    },
    enters: { from: "showFigures", to: "showFigures" },
  }
}

export function reportsSection(page) {
  /** Undefined: the last one that is over by the hall's own months. */
  let month
  let version
  let report
  let handedIn = []
  let reading

  async function read() {
    const mine = (reading = {})
    report = undefined
    page.render()
    const listed = (await call("Report.List", {}, "staff")).reports
    const answer = await figures("Report.Table", { month: month || undefined, version, language: currentLanguage() })
      .catch((error) => {
        month ||= error.parameters?.to?.slice(0, 7)
        throw error
      })
    if (reading !== mine) return
    handedIn = listed
    report = answer
    month = report.month
  }

  const latest = () => handedIn.filter((one) => one.month === month).at(-1)

  function picker() {
    return h(
      "div", { class: "bar-of-fields no-print" },
      field("month", text("admin.month"), { type: "month", value: month }),
      h("button", { class: "primary", "data-do": "showMonth" }, text("admin.show")),
      ["xlsx", "pdf", "csv"].map((format) => h("button", { class: "small", "data-do": `saveMonth ${format}`, disabled: !report }, text("admin.save", { format: format.toUpperCase() }))),
      h("button", { class: "small", "data-do": "printPage" }, text("admin.printPage")),
      latest() && h("button", { class: "small", "data-do": `showVersion ${month} 0` }, text("report.now")),
      h("button", { class: "small strong", "data-do": "handIn", disabled: !report }, latest() ? text("report.correct") : text("report.handIn")))
  }

  function standing() {
    if (!report) return null
    const words = report.version
      ? text("report.version", { version: report.version, at: moment(report.at, page.day()), staff: report.staff ? page.staffName(report.staff) : "–" })
      : text("report.draft")
    return h("p", { class: report.version ? "standing handed-in" : "standing", role: "status" }, `${report.month}　${words}`)
  }

  function history() {
    if (!handedIn.length) return null
    return h(
      "section", { class: "sheet no-print", "data-key": "history" },
      h("h2", {}, text("report.history")),
      table(
        text("report.history"), [text("admin.month"), text("report.versionHead"), text("admin.time"), text("admin.member")],
        handedIn.toReversed().map((one) => [
          h("button", { class: "link", "data-do": `showVersion ${one.month} ${one.version}` }, one.month), one.version, one.at.slice(0, 16).replace("T", " "),
          one.staff ? page.staffName(one.staff) : "–",
        ])))
  }

  return {
    load: read,
    draw: () => [picker(), standing(), report ? report.sheets.map(sheetView) : h("p", { class: "hint", role: "status" }, page.isBusy() ? text("admin.reading") : ""), history()],
    dialogs: {
      handIn: () => [
        latest() ? text("report.correct") : text("report.handIn"),
        h("p", {}, text("report.handInHint", { month })),
        field("report-reason", latest() ? text("matter.reason") : text("report.remark"), { maxlength: "120" }),
        h("div", { class: "row" }, h("button", { class: "primary", "data-do": "submitHandIn", disabled: page.isBusy() }, text("button.ok"))),
      ],
    },
    actions: {
      showMonth: () => page.doing(async () => {
        month = typed("month")
        version = undefined
        await read()
      }),
      showVersion: (words) => page.doing(async () => {
        const [wanted, number] = words.split(" ")
        month = wanted
        version = Number(number)
        await read()
      }),
      saveMonth: (format) => page.saving(() => save("Report.Export", {
        month, format, language: currentLanguage(), ...(format === "csv" ? { bom: true } : {}), ...(version === undefined ? {} : { version }),
      })),
      // What is frozen is what stands there now, not what stood there an hour ago.
      handIn: () => page.doing(async () => {
        version = 0
        await read()
        page.open({ name: "handIn", seen: latest()?.version })
      }),
      submitHandIn: () => page.chosen(async () => {
        // Somebody else may have been quicker: then this would be a correction that nobody meant.
        const { reports } = await call("Report.List", {}, "staff")
        if (reports.filter((one) => one.month === month).at(-1)?.version !== page.dialog().seen) {
          version = undefined
          await read()
          return page.warn("report.changed", { month })
        }
        await change("Report.HandIn", { month, reason: typed("report-reason") || undefined }, "staff", 600, 300)
        version = undefined
        await read()
        page.tell("report.done", { month })
      }),
    },
    enters: { month: "showMonth", "report-reason": "submitHandIn" },
  }
}
