// Cases, denials and follow-ups: lists, and what may be done with each.

import { call, change, h, inLanguage, text } from "/assets/hall.js"
import { caseStates } from "/assets/matters.js"
import { choice, field, filter, table, typed } from "/assets/sheets.js"

const caseFilters = ["open", "overdue", "today", "soon", "suspended", "all"]
/** Of which nothing more becomes. */
const ended = ["completed", "denied", "withdrawn"]

/** What presses first. */
const dueOrder = ["overdue", "today", "soon", "later", "suspended", "none"]

const named = (states) => states.map((state) => [state, text(state, {}, "caseState")])

export function casesSection(page) {
  let chosen = "open"
  let cases

  async function load() {
    const parameters = chosen === "all" ? {} : chosen === "open" ? { state: "open" } : { due: chosen }
    cases = (await call("Case.List", parameters, "staff")).cases
    cases.sort((one, other) => dueOrder.indexOf(one.due) - dueOrder.indexOf(other.due))
  }

  const due = (one) => (one.due === "none" ? "" : h("span", { class: `due ${one.due}` }, text(one.due, {}, "due")))

  const show = async (id) => page.open({ name: "case", one: (await call("Case.Show", { case: id }, "staff")).case })

  function list() {
    if (!cases) return null
    if (!cases.length) return h("p", { class: "hint" }, text("admin.noCases"))
    return table(
      text("admin.cases"),
      [text("admin.case"), text("admin.service"), text("admin.state"), text("admin.due"), text("admin.dueOn"), { heading: text("admin.daysUsed"), figures: true }, text("admin.handler"), text("admin.community")],
      cases.map((one) => [
        h("button", { class: "link", "data-do": `case ${one.case}` }, one.case),
        [inLanguage(one.serviceName), one.quantity > 1 && ` ×${one.quantity}`], text(one.state, {}, "caseState"), due(one), one.dueOn ?? "",
        one.daysUsed, one.handler ? page.staffName(one.handler) : "", page.communityName(one.community),
      ]))
  }

  const fact = (name, value) => value !== undefined && value !== null && value !== "" && [h("dt", {}, name), h("dd", {}, value)]

  function details() {
    const { one } = page.dialog()
    return [
      `${one.case}　${inLanguage(one.serviceName)}`,
      h(
        "dl", { class: "facts" },
        fact(text("admin.state"), [text(one.state, {}, "caseState"), " ", due(one)]),
        fact(text("admin.dueOn"), one.dueOn), fact(text("admin.byLaw"), one.statutoryDueOn),
        fact(text("admin.daysUsed"), one.promisedDays ? `${one.daysUsed} / ${one.promisedDays}` : one.daysUsed),
        fact(text("admin.number"), one.number && h("button", { class: "link", "data-do": `story ${one.day} ${one.number}` }, `${one.day} ${one.number}`)),
        fact(text("admin.firstAsked"), one.firstAsked && page.staffName(one.firstAsked)),
        fact(text("admin.handler"), one.handler && page.staffName(one.handler)),
        fact(text("matter.contact"), one.contact)),
      h("h3", {}, text("case.course")),
      h("ol", { class: "course" }, (one.course ?? []).map((step) => h(
        "li", {}, h("b", {}, text(step.state, {}, "caseState")), ` ${step.at.slice(0, 16).replace("T", " ")} `,
        step.staff && page.staffName(step.staff), step.reason && h("small", {}, ` ${step.reason}`)))),
      !ended.includes(one.state) && [
        h("h3", {}, text("case.moveTo")),
        // After a step it is another form: what was typed for the last one is not the next one's.
        h(
          "div", { class: "bar-of-fields", "data-key": `move ${one.course?.length} ${one.handler}` },
          choice("case-state", text("admin.state"), [["", "–"], ...named(caseStates.filter((state) => state !== one.state))]),
          field("case-reason", text("matter.reason"), { maxlength: "120" }), field("case-basis", text("matter.basis"), { maxlength: "120" }),
          h("button", { class: "primary", "data-do": "moveCase", disabled: page.isBusy() }, text("button.ok"))),
        h("p", { class: "hint" }, text("admin.caseHint")),
        h(
          "div", { class: "bar-of-fields", "data-key": `assign ${one.course?.length} ${one.handler}` },
          choice("case-handler", text("admin.handler"), page.staff().map((member) => [member.id, member.name]), one.handler),
          h("button", { class: "small", "data-do": "assignCase", disabled: page.isBusy() }, text("admin.assign"))),
      ],
    ]
  }

  return {
    load,
    draw: () => [
      h(
        "div", { class: "bar-of-fields" },
        field("case-number", text("admin.case"), { maxlength: "14", size: "14" }),
        h("button", { class: "primary", "data-do": "findCase" }, text("admin.show")),
        filter("caseFilter", caseFilters.map((one) => [one, text(`cases.${one}`)]), chosen)),
      list()],
    dialogs: { case: details },
    actions: {
      caseFilter: (wanted) => page.doing(async () => {
        chosen = wanted
        await load()
      }),
      case: (id) => page.doing(() => show(id)),
      // Those that ended long ago are in no list.
      findCase: () => typed("case-number") && page.doing(() => show(typed("case-number"))),
      moveCase: () => page.doing(async () => {
        const { one } = page.dialog()
        const state = typed("case-state")
        if (!state) return
        await change("Case.Move", { case: one.case, state, reason: typed("case-reason") || undefined, basis: typed("case-basis") || undefined }, "staff", 20)
        await load()
        await show(one.case)
        page.tell("case.moved", { case: one.case, state: text(state, {}, "caseState") })
      }),
      assignCase: () => page.doing(async () => {
        const { one } = page.dialog()
        await change("Case.Assign", { case: one.case, staff: typed("case-handler"), reason: typed("case-reason") || undefined }, "staff", 20)
        await load()
        await show(one.case)
        page.tell("admin.assigned")
      }),
    },
    enters: { "case-number": "findCase", "case-reason": "moveCase", "case-basis": "moveCase" },
  }
}

export function denialsSection(page) {
  let denials

  const load = async () => {
    denials = (await call("Case.Denials", {}, "staff")).denials
  }

  const signOff = (upheld) => page.chosen(async () => {
    const { one } = page.dialog()
    await change("Case.SignOff", { denial: one.denial, upheld, reason: typed("verdict-reason") || undefined }, "staff", 20)
    await load()
    page.tell("admin.signedOff", { denial: one.denial })
  })

  const verdict = (one) =>
    one.verdict
      ? `${text(one.verdict.upheld ? "upheld" : "overturned", {}, "verdict")} ${one.verdict.staff ? page.staffName(one.verdict.staff) : ""} ${one.verdict.remark ?? ""}`
      : h("button", { class: "small", "data-do": `denial ${one.denial}` }, text("admin.signOff"))

  return {
    load,
    draw: () => !denials ? null : denials.length === 0 ? h("p", { class: "hint" }, text("admin.noDenials")) : table(
      text("admin.denials"),
      [text("admin.denial"), text("admin.service"), text("admin.number"), text("matter.reason"), text("matter.basis"), text("admin.member"), text("admin.time"), text("admin.verdict")],
      denials.map((one) => [
        one.denial, inLanguage(one.serviceName),
        one.number ? h("button", { class: "link", "data-do": `story ${one.day} ${one.number}` }, one.number) : (one.case ?? ""),
        one.reason, one.basis, one.staff ? page.staffName(one.staff) : "", one.at.slice(5, 16).replace("T", " "), verdict(one),
      ])),
    dialogs: {
      denial: () => {
        const { one } = page.dialog()
        return [
          `${one.denial}　${inLanguage(one.serviceName)}`,
          h("p", {}, [one.staff && page.staffName(one.staff), one.at.slice(0, 16).replace("T", " "), one.number ?? one.case].filter(Boolean).join("　")),
          h("p", {}, text("matter.reason"), text("admin.colon"), one.reason), h("p", {}, text("matter.basis"), text("admin.colon"), one.basis),
          field("verdict-reason", text("admin.remark"), { maxlength: "120" }),
          h("p", { class: "hint" }, text("admin.signOffHint")),
          h(
            "div", { class: "row" },
            h("button", { class: "primary", "data-do": "uphold", disabled: page.isBusy() }, text("upheld", {}, "verdict")),
            h("button", { class: "small", "data-do": "overturn", disabled: page.isBusy() }, text("overturned", {}, "verdict"))),
        ]
      },
    },
    actions: {
      denial: (id) => page.open({ name: "denial", one: denials.find((one) => one.denial === id) }),
      uphold: () => signOff(true),
      overturn: () => signOff(false),
    },
  }
}

export function followUpsSection(page) {
  let followUps

  const load = async () => {
    followUps = (await call("Appraisal.List", {}, "staff")).followUps
  }

  const level = (score) => (score ? text(`score.${score}`) : "")
  const origin = (one) => text(one.origin, {}, "origin")

  function appealWords({ appeal }) {
    if (!appeal) return ""
    const state = appeal.verdict ? (appeal.verdict.upheld ? "upheld" : "refused") : "open"
    return text(state, {}, "appeal")
  }

  /** With what was found, once that is known. */
  function standing(one) {
    const found = one.founded === undefined ? "" : `（${one.founded ? text("followUp.wasFounded") : text("followUp.wasUnfounded")}）`
    return text(one.state, {}, "followUp") + found
  }

  function list() {
    if (!followUps) return null
    if (!followUps.length) return h("p", { class: "hint" }, text("admin.noFollowUps"))
    return table(
      text("admin.followUps"),
      [text("admin.followUp"), text("admin.origin"), text("admin.rating"), text("admin.words"), text("admin.state"), text("admin.dueOn"), text("admin.officer"), text("admin.appeal")],
      followUps.map((one) => [
        h("button", { class: "link", "data-do": `followUp ${one.followUp}` }, one.followUp), origin(one), level(one.score), one.words ?? "",
        standing(one), [one.dueOn, " ", one.due !== "none" && h("span", { class: `due ${one.due}` }, text(one.due, {}, "due"))],
        one.officer ? page.staffName(one.officer) : "", appealWords(one),
      ]))
  }

  /** What comes next, each a button: the reason says what was found, done or answered. */
  function steps(one) {
    const button = (words, what) => h("button", { class: "small", "data-do": what, disabled: page.isBusy() }, words)
    if (one.state === "open") return [button(text("followUp.founded"), "moveFollowUp verified true"), button(text("followUp.unfounded"), "moveFollowUp verified false")]
    if (one.state === "verified" && one.founded) return [button(text("followUp.remedied"), "moveFollowUp remedied")]
    if (one.state !== "answered") return [button(text("followUp.answered"), "moveFollowUp answered")]
    return []
  }

  function details() {
    const one = followUps.find((other) => other.followUp === page.dialog().id)
    const about = [one.service && page.serviceName(one.service), page.communityName(one.community), one.number && `${one.day} ${one.number}`, one.staff && page.staffName(one.staff)].filter(Boolean)
    return [
      `${one.followUp}　${origin(one)} ${level(one.score)}`,
      about.length > 0 && h("p", {}, about.join("　")),
      h("p", {}, standing(one)),
      one.words && h("blockquote", {}, one.words), one.contact && h("p", {}, text("case.contact", { contact: one.contact })),
      h("ol", { class: "course" }, one.course.map((step) => h("li", {}, h("b", {}, text(step.state, {}, "followUp")), ` ${step.at.slice(0, 16).replace("T", " ")} ${step.staff ? page.staffName(step.staff) : ""} `, h("small", {}, step.words)))),
      one.appeal && h("p", {}, h("b", {}, text("admin.appeal")), text("admin.colon"), `${one.appeal.reason}　${appealWords(one)}`),
      (steps(one).length > 0 || (one.appeal && !one.appeal.verdict)) &&
        h("div", { "data-key": `words ${one.course.length} ${appealWords(one)}` }, field("follow-up-words", text("followUp.words"), { maxlength: "120" })),
      h(
        "div", { class: "row", "data-key": `steps ${one.course.length} ${appealWords(one)}` }, steps(one),
        one.appeal && !one.appeal.verdict && [
          h("button", { class: "small", "data-do": "decideAppeal true", disabled: page.isBusy() }, text("followUp.uphold")),
          h("button", { class: "small", "data-do": "decideAppeal false", disabled: page.isBusy() }, text("followUp.refuse")),
        ]),
      one.state !== "answered" && h(
        "div", { class: "bar-of-fields" },
        choice("follow-up-officer", text("admin.officer"), [["", "–"], ...page.staff().map((member) => [member.id, member.name])], one.officer ?? ""),
        h("button", { class: "small", "data-do": "assignFollowUp", disabled: page.isBusy() }, text("admin.assign"))),
    ]
  }

  const done = (work) => page.doing(async () => {
    await work(page.dialog().id)
    await load()
    page.tell("admin.done")
  })

  return {
    load,
    draw: () => [
      h(
        "div", { class: "bar-of-fields no-print" },
        page.communities().length > 0 && h("button", { class: "small", "data-do": "record committee" }, text("followUp.recordCommittee")),
        h("button", { class: "small", "data-do": "record suggestion" }, text("followUp.recordSuggestion"))),
      list()],
    dialogs: {
      followUp: details,
      record: () => {
        const isCommittee = page.dialog().origin === "committee"
        return [
          isCommittee ? text("followUp.recordCommittee") : text("followUp.recordSuggestion"),
          isCommittee && choice("record-score", text("admin.rating"), [5, 4, 3, 2, 1].map((score) => [String(score), level(score)])),
          choice("record-community", text("admin.community"), [...(isCommittee ? [] : [["", "–"]]), ...page.communities().map((one) => [one.code, one.name])]),
          choice("record-service", text("admin.service"), [["", "–"], ...page.services().map((one) => [one.code, inLanguage(one.name)])]),
          field("record-words", text("admin.words"), { maxlength: "200" }), field("record-contact", text("matter.contact"), { maxlength: "60" }),
          h("div", { class: "row" }, h("button", { class: "primary", "data-do": "submitRecord", disabled: page.isBusy() }, text("button.ok"))),
        ]
      },
    },
    actions: {
      followUp: (id) => page.open({ name: "followUp", id }),
      moveFollowUp: (words) => done((id) => {
        const [state, founded] = words.split(" ")
        return change("Appraisal.Move", { followUp: id, state, founded: founded && founded === "true", reason: typed("follow-up-words") || undefined }, "staff", 20)
      }),
      decideAppeal: (upheld) => done((id) => change("Appraisal.DecideAppeal", { followUp: id, upheld: upheld === "true", reason: typed("follow-up-words") || undefined }, "staff", 20)),
      assignFollowUp: () => done((id) => change("Appraisal.Assign", { followUp: id, officer: typed("follow-up-officer") }, "staff", 20)),
      record: (origin) => page.open({ name: "record", origin }),
      submitRecord: () => page.chosen(async () => {
        const { origin } = page.dialog()
        await change("Appraisal.Record", {
          origin, score: origin === "committee" ? Number(typed("record-score")) : undefined, community: typed("record-community") || undefined,
          service: typed("record-service") || undefined, words: typed("record-words") || undefined, contact: typed("record-contact") || undefined,
        }, "staff", 20)
        await load()
        page.tell("admin.done")
      }),
    },
    enters: {},
  }
}
