// Tickets with their whole story, and the record of who did what.

import { call, change, figures, h, inLanguage, text } from "/assets/hall.js"
import { choice, field, filter, moment, table, typed } from "/assets/sheets.js"

const ticketStates = ["all", "waiting", "called", "serving", "parked", "served", "noShow", "cancelled", "voided"]

const daysOfAStory = 31

function later(day, days) {
  const date = new Date(`${day}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Who, of an entry: a member of the staff, a device, a user of the machine, or the hall itself. */
const who = (page, one) => (one.staff ? page.staffName(one.staff) : one.device ?? (one.uid === undefined || one.uid === null ? text(`door.${one.door}`) : `uid ${one.uid}`))

/** What an entry is about, in words: services, outcomes, states and verdicts are codes in the journal. */
function aboutWords(page, one) {
  if (!one.about) return ""
  if (one.kind === "visitRated") return text(`score.${one.about}`)
  const tables = { serviceFinished: "outcome", mattersCompleted: "outcome", caseMoved: "caseState", denialSigned: "verdict", followUpMoved: "followUp" }
  const table = tables[one.kind]
  const words = one.about.split(" ").map((word) => (table && !/\d/.test(word) ? text(word, {}, table) : page.serviceName(word)))
  return words.join(" ")
}

const entryRow = (page, one, day, leading) => [
  moment(one.at, day), ...leading, [text(one.kind, {}, "event"), one.manual && h("span", { class: "manual" }, text("admin.manual"))], who(page, one),
  one.window ?? "", one.member ? page.staffName(one.member) : "", aboutWords(page, one), one.reason ?? "",
]

const entryHeadings = (leading) => [
  text("admin.time"), ...leading, text("admin.what"), text("admin.who"), text("admin.window"), text("admin.member"), text("admin.about"), text("matter.reason"),
]

export function ticketsSection(page) {
  let state = "all"
  let tickets

  async function load() {
    tickets = (await call("Queue.List", state === "all" ? {} : { state }, "staff")).tickets
  }

  async function story(day, number) {
    // It may have been carried into the next day, or come back within the days it was good for.
    const to = [later(day, daysOfAStory), page.day()].sort()[0]
    const { entries } = await call("Journal.Audit", { from: day, to, number, ticketDay: day }, "staff")
    const explained = await explanationOf(day, number)
    if (!entries.length && !explained) return page.warn("admin.noSuchTicket", { number, day })
    page.open({ name: "story", day, number, entries, explained })
  }

  /** Nothing for another day's ticket of that number. */
  async function explanationOf(day, number) {
    const explained = await call("Queue.Explain", { number }, "staff").catch(() => undefined)
    return explained?.ticket.day === day ? explained : undefined
  }

  function list() {
    if (!tickets) return null
    if (!tickets.length) return h("p", { class: "hint" }, text("admin.noTickets"))
    return table(
      text("admin.tickets"),
      [text("admin.number"), text("admin.service"), text("admin.state"), text("admin.taken"), text("admin.window"), text("admin.priority"), text("admin.outcome")],
      tickets.toReversed().map((one) => [
        h("button", { class: "link number", "data-do": `story ${one.day} ${one.number}` }, one.number), inLanguage(one.serviceName), text(one.state, {}, "state"),
        moment(one.issuedAt, page.day()), one.window ?? "", page.priorityName(one.priority), outcomes(one),
      ]))
  }

  const outcomes = (one) => (one.matters ?? []).map((matter) => text(matter.outcome, {}, "outcome")).join(text("list.comma"))

  /** Why it is where it is. */
  function explanation({ ticket, wentAhead, ahead, windows }) {
    const rule = (call) => text("explain.call", {
      number: call.number, window: call.window, at: moment(call.at, page.day()), rule: text(call.rule, {}, "rule"),
    })
    return h(
      "section", { class: "explain" },
      h("h3", {}, text("explain.title")),
      h("p", {}, text(ticket.state, {}, "state"), ticket.state === "waiting" && `　${text("admin.ahead", { count: ahead.length })}`),
      ticket.state === "waiting" && ahead.length > 0 && h("p", { class: "hint" }, ahead.join(text("list.comma"))),
      ticket.state === "waiting" && h("p", {}, windows.length ? text("explain.windows", { windows: windows.map((one) => `${one.window}（${text(one.state, {}, "state")}）`).join(text("list.comma")) }) : text("kiosk.noWindow")),
      wentAhead.length > 0 && [h("h4", {}, text("explain.wentAhead")), h("ul", {}, wentAhead.map((one) => h("li", {}, rule(one))))])
  }

  function doings({ ticket }) {
    const button = (what, words) => h("button", { class: "small", "data-do": what, disabled: page.isBusy() }, words)
    const all = [
      ["waiting", "parked"].includes(ticket.state) && button("ticketDo Queue.Cancel", text("admin.cancel")),
      ["noShow", "cancelled"].includes(ticket.state) && button("ticketDo Queue.Requeue", text("do.requeue")),
      ["waiting", "called", "serving", "parked"].includes(ticket.state) && button("ticketDo Queue.Reprint", text("do.reprint")),
    ].filter(Boolean)
    // In another state it is another form.
    return h("div", { class: "bar-of-fields", "data-key": `do ${ticket.state} ${ticket.copies}` }, field("ticket-reason", text("matter.reason"), { maxlength: "120" }), all)
  }

  function details() {
    const { day, number, entries, explained } = page.dialog()
    return [
      `${day}　${number}　${explained ? inLanguage(explained.ticket.serviceName) : ""}`,
      explained && explanation(explained),
      h("h3", {}, text("admin.story")),
      entries.length ? table(text("admin.story"), entryHeadings([]), entries.map((one) => entryRow(page, one, day, []))) : h("p", { class: "hint" }, text("admin.nothing")),
      explained && doings(explained),
    ]
  }

  return {
    load,
    draw: () => [
      h(
        "div", { class: "bar-of-fields" },
        field("story-number", text("admin.number"), { maxlength: "6", size: "6" }), field("story-day", text("admin.day"), { type: "date", value: page.day() }),
        h("button", { class: "primary", "data-do": "find" }, text("admin.story")),
        filter("ticketState", ticketStates.map((one) => [one, one === "all" ? text("admin.all") : text(one, {}, "state")]), state)),
      list()],
    dialogs: { story: details },
    actions: {
      ticketState: (wanted) => page.doing(async () => {
        state = wanted
        await load()
      }),
      find: () => page.doing(() => story(typed("story-day") || page.day(), typed("story-number").toUpperCase())),
      story: (words) => page.doing(() => story(...words.split(" "))),
      ticketDo: (operation) => page.doing(async () => {
        const { day, number } = page.dialog()
        const reason = typed("ticket-reason") || undefined
        // The number may be another's by now.
        if (!(await explanationOf(day, number))) return await story(day, number)
        await change(operation, { number, reason }, "staff", 20)
        await load()
        await story(day, number)
        page.tell("admin.done")
      }),
    },
    enters: { "story-number": "find", "story-day": "find" },
  }
}

export function auditSection(page) {
  let asked = { manual: true }
  let found

  async function load() {
    const { manual, ...rest } = asked
    found = await figures("Journal.Audit", { ...rest, ...(manual ? { manual } : {}) })
  }

  return {
    load,
    draw: () => [
      h(
        "div", { class: "bar-of-fields" },
        field("audit-from", text("admin.from"), { type: "date", value: asked.from ?? page.day() }),
        field("audit-to", text("admin.to"), { type: "date", value: asked.to ?? page.day() }),
        choice("audit-staff", text("admin.member"), [["", text("admin.all")], ...page.staff().map((one) => [one.id, one.name])], asked.staff ?? ""),
        choice("audit-kind", text("admin.what"), [["", text("admin.all")], ...page.eventKinds()], asked.kind ?? ""),
        choice("audit-which", text("admin.which"), [["manual", text("admin.manualOnly")], ["all", text("admin.all")]], asked.manual ? "manual" : "all"),
        h("button", { class: "primary", "data-do": "showAudit" }, text("admin.show"))),
      found && (found.entries.length === 0
        ? h("p", { class: "hint" }, text("admin.nothing"))
        : [
          found.more && h("p", { class: "hint" }, text("admin.more", { count: found.entries.length })),
          table(
            text("admin.audit"), entryHeadings([text("admin.number")]),
            found.entries.toReversed().map((one) => entryRow(page, one, page.day(), [
              one.number ? h("button", { class: "link", "data-do": `story ${one.day} ${one.number}` }, one.number) : "",
            ]))),
        ])],
    actions: {
      showAudit: () => page.doing(async () => {
        asked = { from: typed("audit-from") || undefined, to: typed("audit-to") || undefined, staff: typed("audit-staff") || undefined, kind: typed("audit-kind") || undefined, manual: typed("audit-which") === "manual" }
        await load()
      }),
    },
    enters: { "audit-from": "showAudit", "audit-to": "showAudit" },
  }
}
