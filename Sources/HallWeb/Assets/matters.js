// What became of a visit's matters, and the cases that a clerk has in hand: dialogs of the window page.

import { call, change, clock, h, inLanguage, text } from "/assets/hall.js"

const outcomes = ["done", "accepted", "materialsIncomplete", "denied", "referred", "consulted", "handedOut", "unserved"]
/** These need to be told more about. */
const fieldsOf = { accepted: ["contact"], materialsIncomplete: ["reason"], denied: ["reason", "basis"], referred: ["destination"] }
export const caseStates = ["sentUp", "investigation", "publicNotice", "waitingForMaterials", "ready", "completed", "denied", "withdrawn", "accepted"]
const statesWithReason = ["investigation", "publicNotice", "waitingForMaterials", "denied", "withdrawn"]
/** Cannot be taken back: one more press. */
const statesConfirmed = ["completed"]
const dueOrder = ["overdue", "today", "soon", "suspended", "later", "none"]
const visitsShown = 12

const typed = (id) => document.getElementById(id)?.value.trim() || undefined

/** `page` is the window page: what it has in hand, and its dialogs. */
export function mattersAt(page) {
  // --- Saying what became of it

  /** Of the ticket in hand, or of one that has been finished. */
  const serviceOf = (dialog) => page.service(dialog.service ?? dialog.ticket?.service ?? page.current()?.service)

  function say(outcome) {
    const { ticket, service, noted = [] } = page.dialog()
    const quantity = Number(typed("quantity")) || 1
    if (fieldsOf[outcome]) return page.open({ name: "details", outcome, quantity, ticket, service, noted, chosen: new Set() })
    if (page.dialog().hasMore) return page.open({ name: "another", ticket, noted: [...noted, { service, outcome, quantity }] })
    submit({ service, outcome, quantity }, ticket, noted)
  }

  function detailed() {
    const { outcome, quantity, service, chosen } = page.dialog()
    const matter = { service, outcome, quantity }
    for (const field of fieldsOf[outcome]) matter[field] = typed(`matter-${field}`)
    if (chosen.size) matter.missing = [...chosen].sort((one, other) => one - other).map((one) => one + 1)
    return matter
  }

  function submit(matter, ticket, noted) {
    const matters = [...noted, matter]
    return page.chosen(async () => {
      const before = ticket ?? page.current()
      const { ticket: after } = ticket
        ? await change("Queue.Complete", { number: ticket.number, matters }, "staff", 20)
        : await page.at("Window.Finish", { matters })
      const known = (before.matters ?? []).map((one) => one.case)
      const opened = (after.matters ?? []).filter((one) => one.case && !known.includes(one.case))
      if (opened.length) page.open({ name: "opened", opened })
      else page.tell("matter.noted", { number: after.number })
    })
  }

  const isAsked = () => Boolean(page.dialog()?.ticket)

  const dialogs = {
    outcome: () => {
      const dialog = page.dialog()
      return [
        isAsked() ? text("matter.of", { number: dialog.ticket.number }) : text("do.finishAs"),
        h("p", { class: "hint" }, inLanguage(serviceOf(dialog)?.name), " ", ...(dialog.noted ?? []).map((one) => h("span", { class: "noted" }, "＋ ", text(one.outcome, {}, "outcome")))),
        page.choices(outcomes.map((one) => ({ name: text(one, {}, "outcome"), what: `outcome ${one}` }))),
        h(
          "div", { class: "row typed", "data-key": "quantity" },
          h("label", { for: "quantity" }, text("matter.quantity")),
          h("input", { id: "quantity", type: "number", min: "1", max: "9999", value: "1" }),
          h("button", { "data-do": "moreMatters", "aria-pressed": String(Boolean(dialog.hasMore)) }, dialog.hasMore ? "☑ " : "☐ ", text("matter.another"))),
      ]
    },
    details: () => {
      const dialog = page.dialog()
      const materials = dialog.outcome === "materialsIncomplete" ? serviceOf(dialog)?.materials ?? [] : []
      return [
        text(dialog.outcome, {}, "outcome"),
        h("p", { class: "hint" }, text(`matter.${dialog.outcome}Hint`)),
        materials.length > 0 &&
          h(
            "ul", { class: "materials" },
            materials.map((one, index) =>
              h(
                "li", { class: "whole" },
                h(
                  "button", { "data-do": `toggleLacking ${index}`, "data-digit": index + 1, "aria-pressed": String(dialog.chosen.has(index)) },
                  h("span", {}, dialog.chosen.has(index) ? "☑ " : "☐ ", inLanguage(one)), index < 9 && h("kbd", {}, index + 1))))),
        fieldsOf[dialog.outcome].map((field) => input(field, dialog.outcome)),
        h(
          "div", { class: "row" },
          h("button", { "data-do": "submitMatter", class: "primary", disabled: page.isBusy() }, text("button.ok")),
          h("button", { "data-do": "anotherMatter", disabled: page.isBusy() }, text("matter.another"))),
      ]
    },
    another: () => [text("matter.another"), h("div", { class: "families" }, page.serviceChoices("matterService"))],
    opened: () => [
      text("matter.opened"),
      page.dialog().opened.map((one) =>
        h("p", { class: "case-number" }, h("b", {}, one.case), h("span", {}, text("matter.code", { code: one.caseCode ?? "" })))),
      h("p", { class: "hint" }, text("matter.openedHint")),
      page.choices([{ name: text("button.close"), what: "close" }]),
    ],
    visits: () => [
      text("do.visits"),
      page.dialog().tickets.length
        ? page.choices(page.dialog().tickets.map((one, index) => ({ name: `${one.number}　${inLanguage(one.serviceName)}　${stated(one)}`, what: `visit ${index}` })))
        : h("p", {}, text("visits.none")),
    ],
    cases: () => [
      text("do.cases"),
      page.dialog().cases.length
        ? page.choices(page.dialog().cases.map((one) => ({ name: `${one.case}　${inLanguage(one.serviceName)}　${text(one.state, {}, "caseState")}　${limit(one)}`, what: `case ${one.case}` })))
        : h("p", {}, text("cases.none")),
    ],
    case: () => {
      const { one } = page.dialog()
      return [
        `${one.case}　${inLanguage(one.serviceName)}`,
        h("p", { class: "hint" }, [text(one.state, {}, "caseState"), limit(one), one.contact && text("case.contact", { contact: one.contact })].filter(Boolean).join("　")),
        h("ol", { class: "course" }, (one.course ?? []).map((step) => h("li", {}, `${clock(new Date(step.at), { month: "numeric", day: "numeric" })} ${text(step.state, {}, "caseState")}`, step.reason && h("small", {}, ` ${step.reason}`)))),
        h("h3", {}, text("case.moveTo")),
        page.choices(caseStates.filter((state) => state !== one.state).map((state) => ({ name: text(state, {}, "caseState"), what: `moveTo ${state}` }))),
      ]
    },
    caseReason: () => {
      const { one, state } = page.dialog()
      return [
        `${one.case}　${text(state, {}, "caseState")}`,
        statesConfirmed.includes(state) && h("p", { class: "hint" }, text("case.final")),
        input("reason", state), state === "denied" && input("basis", state),
        h("div", { class: "row" }, h("button", { "data-do": "submitMove", class: "primary", disabled: page.isBusy() }, text("button.ok"))),
      ]
    },
  }

  function input(field, of) {
    const isOptional = field === "contact" || (field === "reason" && ["materialsIncomplete", ...statesConfirmed].includes(of))
    return h(
      "div", { class: "row typed", "data-key": field },
      h("label", { for: `matter-${field}` }, text(`matter.${field}`), isOptional && h("small", {}, ` ${text("matter.optional")}`)),
      h("input", { id: `matter-${field}`, maxlength: field === "contact" ? "60" : "120" }))
  }

  const stated = (ticket) =>
    (ticket.matters ?? []).map((one) => text(one.outcome, {}, "outcome") + (one.byDefault ? text("visits.byDefault") : "")).join("、")
  const limit = (one) => (one.due === "none" ? "" : `${text(one.due, {}, "due")}${one.dueOn ? ` ${one.dueOn.slice(5)}` : ""}`)

  // --- Cases

  function move(state, reason, basis) {
    const { one } = page.dialog()
    return page.chosen(async () => {
      await change("Case.Move", { case: one.case, state, reason, basis }, "staff", 20)
      page.tell("case.moved", { case: one.case, state: text(state, {}, "caseState") })
    })
  }

  const actions = {
    finishAs: () => page.open({ name: "outcome" }),
    outcome: say,
    toggleLacking: (index) => {
      const number = Number(index)
      const { chosen } = page.dialog()
      if (!chosen.delete(number)) chosen.add(number)
      page.render()
    },
    submitMatter: () => submit(detailed(), page.dialog().ticket, page.dialog().noted),
    anotherMatter: () => {
      const { ticket, noted } = page.dialog()
      page.open({ name: "another", ticket, noted: [...noted, detailed()] })
    },
    matterService: (code) => {
      const { ticket, noted } = page.dialog()
      page.open({ name: "outcome", ticket, noted, service: code })
    },
    visits: () => page.doing(async () => {
      const { tickets } = await call("Queue.List", { state: "served" }, "staff")
      const own = tickets.filter((one) => one.handler === page.me().staff).reverse()
      const isUnstated = (one) => (one.matters ?? []).some((matter) => matter.byDefault)
      page.open({ name: "visits", tickets: [...own.filter(isUnstated), ...own.filter((one) => !isUnstated(one))].slice(0, visitsShown) })
    }),
    moreMatters: () => {
      page.dialog().hasMore = !page.dialog().hasMore
      page.render()
    },
    // What has been said of it stays; this is said besides.
    visit: (index) => {
      const ticket = page.dialog().tickets[Number(index)]
      const noted = (ticket.matters ?? []).filter((one) => !one.byDefault && !one.case && !one.denial)
        .map(({ service, outcome, quantity, missing, reason, basis, destination }) => ({ service, outcome, quantity, missing, reason, basis, destination }))
      page.open({ name: "outcome", ticket, noted })
    },
    cases: () => page.doing(async () => {
      const { cases } = await call("Case.List", { state: "open", handler: page.me().staff }, "staff")
      cases.sort((one, other) => dueOrder.indexOf(one.due) - dueOrder.indexOf(other.due))
      page.open({ name: "cases", cases })
    }),
    case: (id) => page.doing(async () => page.open({ name: "case", one: (await call("Case.Show", { case: id }, "staff")).case })),
    moveTo: (state) => ([...statesWithReason, ...statesConfirmed].includes(state) ? page.open({ name: "caseReason", one: page.dialog().one, state }) : move(state)),
    submitMove: () => move(page.dialog().state, typed("matter-reason"), typed("matter-basis")),
  }

  /** What Enter does in a field. */
  const enters = {
    "matter-contact": "submitMatter", "matter-destination": "submitMatter", "matter-basis": "submitTyped", "matter-reason": "nextField",
  }
  actions.submitTyped = () => (page.dialog().name === "details" ? actions.submitMatter() : actions.submitMove())
  actions.nextField = () => {
    const basis = document.getElementById("matter-basis")
    if (basis) basis.focus()
    else actions.submitTyped()
  }
  return { dialogs, actions, enters }
}
