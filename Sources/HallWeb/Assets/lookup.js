// At the kiosk: how a case or a ticket stands, and the way back with what had been missing. By scanning the code on the
// slip, which types it, or by number and check code.

import { call, clock, h, inLanguage, sentence, text } from "/assets/hall.js"

const rows = ["1234567890", "ABCDEFGHI", "JKLMNOPQR", "STUVWXYZ-"]
const lengthMax = 120
const scans = [
  /\/t\/(?<day>\d{4}-\d\d-\d\d)\/(?<number>[A-Z]\d+)\/(?<code>[A-Z0-9]{6})$/i,
  /^(?<day>\d{4}-\d\d-\d\d)\/(?<number>[A-Z]\d+)\s+(?<code>[A-Z0-9]{6})$/i,
  /\/c\/(?<case>\d{8}-\d+)\/(?<code>[A-Z0-9]{6})$/i,
  /^(?<case>\d{8}-\d+)\s+(?<code>[A-Z0-9]{6})$/i,
]

/** What a scanner typed; nothing where it is no code of ours. */
function scanned(typed) {
  return scans.map((one) => one.exec(typed)?.groups).find(Boolean)
}

/** `page` is the kiosk: its step, and the way on. */
export function lookUpAt(page) {
  const step = () => page.step()

  function lookUpPage() {
    const field = (name) =>
      h(
        "button", { class: "entry", "data-do": `entry ${name}`, "aria-pressed": String(step().entry === name) },
        h("small", {}, text(`lookUp.${name}`)), h("b", {}, step()[name] || "　"))
    return h(
      "main", { class: "look-up" },
      h("h2", {}, text("kiosk.lookUp")),
      h("p", { class: "hint" }, text("lookUp.hint")),
      step().problem && h("p", { class: "problem", role: "alert" }, step().problem),
      h("div", { class: "entries" }, field("number"), field("code")),
      keyboard(),
      h("button", { class: "primary take", "data-do": "find", disabled: step().isBusy || !step().number || !(step().code || scanned(step().number)) }, text("lookUp.find")))
  }

  /** Whoever has an appointment needs its code and nothing else. */
  function checkInPage() {
    return h(
      "main", { class: "look-up" },
      h("h2", {}, text("kiosk.checkIn")),
      h("p", { class: "hint" }, text("checkIn.hint")),
      step().problem && h("p", { class: "problem", role: "alert" }, step().problem),
      h("div", { class: "entries" }, h("p", { class: "entry only" }, h("small", {}, text("checkIn.code")), h("b", {}, step().code || "　"))),
      keyboard(),
      h("button", { class: "primary take", "data-do": "checkIn", disabled: step().isBusy || !step().code }, text("checkIn.take")))
  }

  function keyboard() {
    return h(
      "div", { class: "letters", role: "group", "aria-label": text("lookUp.keys") },
      rows.map((row) =>
        h("div", {}, [...row].map((one) => h("button", { "data-do": `type ${one}` }, one)), row === rows[0] && h("button", { "data-do": "erase", "aria-label": text("lookUp.erase") }, "⌫"))))
  }

  async function checkIn() {
    const mine = step()
    if (mine.isBusy || !mine.code) return
    mine.isBusy = true
    page.render()
    try {
      const { ticket } = await page.change("Queue.CheckIn", { code: mine.code.trim(), largePrint: page.isLarge() || undefined, requestId: mine.request })
      if (step() === mine) page.taken(ticket)
    } catch (error) {
      mine.isBusy = false
      mine.request = page.requestId()
      if (step() !== mine) return
      mine.problem = sentence(error)
      page.render()
      page.say(mine.problem)
    }
  }

  function foundPage() {
    const { ticket, one } = step()
    return h("main", { class: "found" }, step().problem && h("p", { class: "problem", role: "alert" }, step().problem), ticket ? foundTicket(ticket) : foundCase(one))
  }

  function foundTicket(ticket) {
    const isWaiting = ticket.state === "waiting"
    return [
      h("h2", {}, ticket.number, "　", page.neutralName(ticket)),
      h("p", { class: "state" }, isWaiting ? text("ticket.waiting") : ticket.returnUntil ? text("materialsIncomplete", {}, "outcome") : text(`ticket.${ticket.state}`, { window: ticket.window })),
      isWaiting && h("dl", { class: "facts" }, page.fact("kiosk.ahead", text("people.count", { count: ticket.ahead })), page.fact("kiosk.wait", ticket.wait ? text("wait.range", { low: ticket.wait.lowMinutes, high: ticket.wait.highMinutes }) : text("wait.unknown"))),
      ticket.returnUntil && h("p", {}, text("ticket.returnUntil", { day: ticket.returnUntil })),
      ticket.returnUntil && h("button", { class: "primary take", "data-do": "comeBack", disabled: step().isBusy }, text("lookUp.comeBack")),
    ]
  }

  function foundCase(one) {
    const date = (day) => clock(new Date(day), { year: "numeric", month: "long", day: "numeric" })
    return [
      h("h2", {}, text("case.title", { case: one.case })),
      h("p", { class: "what" }, inLanguage(one.serviceName)),
      h("p", { class: "state" }, text(one.state, {}, "caseState")),
      h("p", {}, text(`case.${one.state}`)),
      h("p", {}, one.decidedOn ? text("case.decided", { day: date(one.decidedOn) }) : one.due === "suspended" ? text("case.suspended") : one.dueOn ? text("case.promised", { day: date(one.dueOn) }) : ""),
      h("ol", { class: "course" }, [...one.course].reverse().map((entry) => h("li", {}, date(entry.at), "　", h("b", {}, text(entry.state, {}, "caseState")), entry.reason && h("p", {}, entry.reason)))),
    ]
  }

  function type(letter) {
    const { entry } = step()
    step().problem = undefined
    step().typedAt = performance.now()
    step()[entry] = ((step()[entry] ?? "") + letter).slice(0, lengthMax)
    page.render()
  }

  async function find() {
    const asked = scanned(step().number ?? "") ?? byHand()
    if (!asked || step().isBusy) return
    const mine = step()
    mine.isBusy = true
    page.render()
    try {
      const found = asked.case
        ? { one: (await call("Case.Show", { case: asked.case, code: asked.code })).case }
        : { asked, ticket: (await call("Queue.Show", asked)).ticket }
      // Whoever stands here now may be somebody else.
      if (step() === mine) page.go({ name: "found", ...found })
    } catch (error) {
      mine.isBusy = false
      if (scanned(mine.number ?? "")) mine.number = undefined
      if (step() !== mine) return
      mine.problem = ["UnknownTicket", "UnknownCase", "InvalidParameter"].includes(error.kind) ? text("lookUp.unknown") : sentence(error)
      page.render()
      page.say(mine.problem)
    }
  }

  function byHand() {
    const { number, code } = step()
    if (!number || !code) return undefined
    return /^[A-Z]/.test(number) ? { number, code } : { case: number, code }
  }

  async function comeBack() {
    const mine = step()
    if (mine.isBusy) return
    mine.isBusy = true
    page.render()
    try {
      const { ticket } = await page.change("Queue.Return", { number: mine.ticket.number, day: mine.ticket.day, code: mine.asked.code, requestId: mine.request })
      if (step() === mine) page.go({ name: "done", ticket, windows: [], isBack: true })
    } catch (error) {
      mine.isBusy = false
      mine.problem = sentence(error)
      if (step() === mine) page.render()
    }
  }

  const actions = {
    lookUp: () => {
      // What a scanner types belongs to the page and not to the button that was touched.
      document.activeElement?.blur()
      page.go({ name: "lookUp", entry: "number" })
    },
    appointment: () => {
      document.activeElement?.blur()
      page.go({ name: "appointment", entry: "code" })
    },
    checkIn,
    entry: (name) => {
      step().entry = name
      page.render()
    },
    type,
    erase: () => {
      const { entry } = step()
      step()[entry] = (step()[entry] ?? "").slice(0, -1)
      page.render()
    },
    find,
    comeBack,
  }

  /** A scanner types fast, and anew each time, whichever field is chosen. */
  function beginScan(letter) {
    const isPause = performance.now() - (step().typedAt ?? 0) > 800
    const isOfScan = /[:/]/.test(step().number ?? "") || /[:/]/.test(letter)
    if (isPause && isOfScan) step().number = undefined
    if (/[:/]/.test(letter) && step().entry === "code") {
      Object.assign(step(), { number: step().code, code: undefined, entry: "number" })
    }
  }

  /** A keyboard, or a scanner, which is one. True where the key was for this page. */
  function pressed(event) {
    const isCheckIn = step().name === "appointment"
    if (step().name !== "lookUp" && !isCheckIn) return false
    if (event.target.closest?.("button") && (event.key === "Enter" || event.key === " ")) return false
    if (event.key === "Enter") {
      if (isCheckIn) checkIn()
      else if (!step().code && step().number && !scanned(step().number)) actions.entry("code")
      else find()
    } else if (event.key === "Backspace") {
      actions.erase()
    } else if (/^[\w:/. -]$/.test(event.key)) {
      if (!isCheckIn) beginScan(event.key)
      type(event.key.toUpperCase())
    } else {
      return false
    }
    return true
  }

  return { pages: { lookUp: lookUpPage, found: foundPage, appointment: checkInPage }, actions, pressed }
}
