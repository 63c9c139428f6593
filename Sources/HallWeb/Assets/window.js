// What a clerk works with: the ticket in hand, who waits, and one key for everything.

import {
  Live, act, call, change, clock, currentLanguage, draw, h, hallTime, ignoreDoubleClicks, inLanguage, languages, look, perform,
  persistently, secondsSince, sentence, session, setLanguage, text, title, windowNumber,
} from "/assets/hall.js"
import { mattersAt } from "/assets/matters.js"
import { signInForm, signInTyped } from "/assets/sign-in.js"

const storedLanguage = localStorage.getItem("language")
if (languages.includes(storedLanguage)) setLanguage(storedLanguage)

const pauseReasons = ["rest", "meal", "meeting", "homeVisit", "paperwork"]
const pickReasons = ["returned", "urgent", "companion"]

let me
let desk
let guide
let figures
let connection
let refused
let live
let isBusy = false
let said
let signIn = { staff: "" }
/** What is open over the page: {name, …}. */
let dialog

// --- What may be done now

const current = () => desk?.current
const isMine = () => desk?.window.state !== "closed" && desk?.window.staff === me?.staff
const isOpen = () => isMine() && desk.window.state === "open"
const isStarted = () => current()?.state === "serving" && !desk.times?.startInferred
const sinceCall = () => (desk?.times?.lastCalledAt ? secondsSince(desk.times.lastCalledAt) : 0)
const undoLeft = () => (desk?.times?.calledAt && !isStarted() ? Math.ceil(desk.rules.undoSecondsMax - secondsSince(desk.times.calledAt)) : 0)
const service = (code) => guide?.services.find((one) => one.code === code)
const materials = () => service(current()?.service)?.materials ?? []

/** Why a key does nothing now; nothing where it does. */
const reasonsAgainst = {
  recall: () => {
    const gap = Math.ceil(desk.rules.recallGapSecondsMin - sinceCall())
    if (current().calls > desk.rules.recallCountMax) return text("why.recallsUsedUp")
    return gap > 0 ? text("why.wait", { seconds: gap }) : undefined
  },
  noShow: () => {
    const calls = desk.rules.noShowCallCountMin - current().calls
    const gap = Math.ceil(desk.rules.noShowGapSecondsMin - sinceCall())
    if (calls > 0) return text("why.callsMissing", { calls })
    return gap > 0 ? text("why.wait", { seconds: gap }) : undefined
  },
}

/** One key each, by where it is on the keyboard: an input method changes letters, not places. */
const commands = [
  { name: "next", key: "N", when: isOpen, main: true },
  { name: "recall", key: "R", when: () => isMine() && current() && !isStarted() },
  { name: "start", key: "S", when: () => isMine() && current()?.state === "called" },
  { name: "finish", key: "F", when: () => isMine() && current(), main: true },
  { name: "finishAs", key: "O", when: () => isMine() && current() },
  { name: "noShow", key: "X", when: () => isMine() && current() && !isStarted() },
  { name: "undo", key: "U", when: () => isMine() && current() && undoLeft() > 0 },
  { name: "park", key: "P", when: () => isMine() && current() },
  { name: "transfer", key: "T", when: () => isMine() && current() },
  { name: "correct", key: "C", when: () => isMine() && current() },
  { name: "missing", key: "M", when: () => isMine() && current() && materials().length > 0 },
  { name: "pick", key: "K", when: isOpen },
  { name: "silent", key: "Q", when: isOpen },
  { name: "take", key: "G", when: isMine },
  { name: "visits", key: "E", when: isMine, count: () => desk.unstated },
  { name: "cases", key: "V", when: isMine, count: () => desk.dueCases },
  { name: "parked", key: "H", when: () => isOpen() && !current() },
  { name: "pause", key: "B", when: isMine },
  { name: "leave", key: "L", when: () => Boolean(me) },
]

// --- Doing

async function doing(work) {
  if (isBusy) return
  isBusy = true
  said = undefined
  render()
  try {
    await work()
  } catch (error) {
    if (error.kind === "SignedOut") askAgain()
    else said = { words: sentence(error), isProblem: true, at: performance.now() }
  } finally {
    isBusy = false
    render()
  }
}

/** With the number that this clerk has before them: a second click, or another browser here, must not end a visit that
 * nobody has seen yet. */
const at = (operation, parameters = {}) =>
  change(operation, { window: windowNumber, inHand: current()?.number ?? "", ...parameters }, "staff", 20)

function tell(key, values) {
  said = { words: text(key, values), at: performance.now() }
}

const openWindow = (parameters = {}) => change("Window.Open", { window: windowNumber, ...parameters }, "staff", 20)

function callNext(parameters = {}) {
  return doing(async () => {
    const { ticket } = await at("Window.Call", { finish: Boolean(current()), ...parameters })
    if (!ticket) tell("window.nobody")
  })
}

function whether(command) {
  return command.when() ? reasonsAgainst[command.name]?.() : undefined
}

const actions = {
  next: () => callNext(),
  silent: () => callNext({ silent: true }),
  recall: () => doing(() => at("Window.Recall")),
  start: () => doing(() => at("Window.Start")),
  finish: () => doing(() => at("Window.Finish")),
  noShow: () => doing(() => at("Window.NoShow")),
  undo: () => doing(() => at("Window.Undo")),
  park: () => open({ name: "reason", what: "park", reasons: ["fetching", "waitingFor"] }),
  transfer: () => open({ name: "transfer" }),
  correct: () => open({ name: "services", what: "correct" }),
  missing: () => open({ name: "missing", chosen: new Set() }),
  // The queue as it is now: a choice must not move under the hand.
  pick: () => open({ name: "pick", queue: desk.queue.slice(0, 12) }),
  take: () => open({ name: "services", what: "take" }),
  parked: () => open({ name: "parked" }),
  pause: () => (desk.window.state === "paused" ? actions.resumeWork() : open({ name: "reason", what: "pause", reasons: pauseReasons })),
  resumeWork: () => doing(openWindow),
  leave: () => open({ name: "leave" }),
  openWindow: () => doing(openWindow),
  relieve: () => doing(() => openWindow({ relieve: true, reason: text("window.relieved", { staff: me.name }) })),
  signOut: () => doing(async () => {
    if (isMine()) await at("Window.Close")
    close()
    await session.signOut()
    forget()
  }),
  signOutOnly: () => doing(async () => {
    close()
    await session.signOut()
    forget()
  }),
  toWindow: (window) => chosen(async () => {
    const { ticket } = await at("Window.Transfer", { toWindow: Number(window) })
    tell("window.transferred", { number: ticket.number, to: text("window.at", { window }) })
  }),
  toService: (code) => chosen(async () => {
    const { ticket } = await at("Window.Transfer", { toService: code })
    tell("window.transferred", { number: ticket.number, to: inLanguage(ticket.serviceName) })
  }),
  correctTo: (code) => chosen(async () => {
    await change("Queue.Correct", { number: current().number, service: code }, "staff", 20)
    tell("window.corrected")
  }),
  priorityFor: (code) => open({ name: "priority", service: code }),
  takeFor: (words) => {
    const [code, priority] = words.split(" ")
    chosen(async () => {
      const { ticket } = await change("Queue.Take", { service: code, priority: priority || undefined }, "staff", 20)
      open({ name: "taken", ticket })
    })
  },
  callTaken: (number) => chosen(async () => {
    await at("Window.Call", { number, finish: Boolean(current()), reason: text("window.takenHere") })
  }),
  picked: (number) => open({ name: "reason", what: `pick ${number}`, reasons: pickReasons }),
  pickTyped: () => {
    const number = document.getElementById("pick-number").value.trim().toUpperCase()
    if (number) open({ name: "reason", what: `pick ${number}`, reasons: pickReasons })
  },
  because: (reason) => because(text(`reason.${reason}`), pauseReasons.includes(reason) ? reason : undefined),
  becauseTyped: () => because(document.getElementById("reason-words").value.trim()),
  toggleMissing: (index) => {
    const number = Number(index)
    if (!dialog.chosen.delete(number)) dialog.chosen.add(number)
    render()
  },
  // One alone is printed at once; where several are marked, a touch marks another.
  printMissing: (index) => (dialog.chosen.size ? actions.toggleMissing(index) : printMissing([Number(index)])),
  printChosen: () => dialog.chosen.size && printMissing([...dialog.chosen].sort((one, other) => one - other)),
  printAll: () => printMissing(undefined),
  resume: (number) => chosen(() => at("Window.Resume", { number })),
  requeue: (number) => chosen(async () => {
    await change("Queue.Requeue", { number }, "staff", 20)
    tell("window.requeued", { number })
  }),
  colleagues: () => doing(async () => {
    const { staff } = await call("Staff.List", {}, "staff")
    open({ name: "colleagues", staff: staff.filter((one) => one.lockedSeconds && one.id !== me.staff) })
  }),
  unlock: (staff) => chosen(async () => {
    await call("Staff.Unlock", { staff }, "staff")
    tell("window.unlocked", { staff })
  }),
  reprint: () => doing(async () => {
    await change("Queue.Reprint", { number: current().number }, "staff", 20)
    tell("window.reprinted")
  }),
  language: (wanted) => {
    setLanguage(wanted)
    localStorage.setItem("language", wanted)
    render()
  },
  close,
  signIn: () => enter(),
}

const matters = mattersAt({
  current, service, at, open, chosen, doing, tell, choices: (...all) => choices(...all), serviceChoices: (action) => serviceChoices(action),
  render: () => render(), dialog: () => dialog, me: () => me, isBusy: () => isBusy,
})
Object.assign(actions, matters.actions)

function chosen(work) {
  const before = dialog
  return doing(async () => {
    await work()
    if (dialog === before) close()
  })
}

function because(reason, kind) {
  const [what, number] = dialog.what.split(" ")
  const words = reason || undefined
  if (what === "pause") chosen(() => at("Window.Pause", { kind, reason: words }))
  if (what === "park") chosen(() => at("Window.Park", { reason: words }))
  if (what === "pick") {
    if (!words) return
    chosen(() => at("Window.Call", { number, finish: Boolean(current()), reason: words }))
  }
}

function printMissing(missing) {
  const code = current().service
  return chosen(async () => {
    await change(
      "Print.Document",
      { document: "materials", service: code, missing: missing?.map((one) => one + 1), language: current()?.language },
      "staff", 20)
    tell("window.printed")
  })
}

function open(fresh) {
  dialog = fresh
  render()
  const first = ["pick", "details", "caseReason"].includes(fresh.name)
    ? ".dialog .materials button, .dialog .typed input"
    : ".dialog .choices button, .dialog .materials button, .dialog button"
  document.querySelector(first)?.focus()
}

/** Dialogs about something else stay while the next resident comes. */
const dependsOnHand = () => !["taken", "opened", "visits", "cases", "case", "caseReason"].includes(dialog.name) && !dialog.ticket

function close() {
  dialog = undefined
  render()
}

// --- Signing in

const enter = () =>
  signInTyped(
    (state) => {
      signIn = state
      render()
    },
    async (who) => {
      me = who
      await begin()
    })

function forget() {
  live?.close()
  me = live = desk = figures = refused = dialog = undefined
}

/** The session is over; the work at the window is not. */
function askAgain() {
  const staff = me?.staff ?? ""
  forget()
  signIn = { staff, problem: staff ? text("signIn.again") : undefined }
}

function readGuide() {
  return persistently(() => look("Hall.Describe", {}, "staff")).then((answer) => {
    guide = answer
    render()
  })
}

async function begin() {
  await readGuide()
  live?.close()
  live = new Live("Window.Desk", { window: windowNumber }, "staff", {
    show: (picture) => {
      const isNew = picture.lastFinished !== desk?.lastFinished || picture.window.staff !== desk?.window.staff ||
        picture.current?.number !== desk?.current?.number
      // Somebody else at this window was quicker: what was asked about is gone.
      if (dialog && picture.current?.number !== desk?.current?.number && dependsOnHand()) dialog = undefined
      desk = picture
      if (isNew || !figures) readFigures()
      render()
    },
    tell: (state, refusal) => {
      connection = state
      refused = refusal
      if (refusal?.kind === "SignedOut") askAgain()
      else if (state === "fresh") readGuide().catch(() => {})
      render()
    },
  })
}

async function readFigures() {
  if (!isMine()) {
    figures = undefined
    return
  }
  figures = await look("Window.Figures", { window: windowNumber }, "staff").catch(() => figures)
  render()
}

// --- Drawing

function header() {
  const words = refused ? sentence(refused) : connection === "old" && text("connection.lost")
  const alarm = me && words && h("b", { class: "lost", role: "status" }, words)
  return h(
    "header", {},
    h("h1", {}, text("window.at", { window: windowNumber })),
    desk && h("p", { class: `state ${desk.window.state}` }, text(desk.window.state, {}, "state"), desk.window.reason ? ` · ${desk.window.reason}` : ""),
    h("p", { class: "who" }, me ? `${me.name}（${me.staff}）` : ""),
    alarm,
    h("p", { class: "clock" }, clock(hallTime())),
    h(
      "div", { class: "languages", role: "group", "aria-label": text("kiosk.language") },
      languages.map((one) =>
        h("button", { lang: one, "data-do": `language ${one}`, "aria-pressed": String(one === currentLanguage()) }, text("language.own", {}, "page", one)))))
}

function button(command) {
  const may = command.when()
  const against = whether(command)
  const name = command.name === "pause" && desk?.window.state === "paused" ? "resumeWork" : command.name
  const label = name === "undo" && may ? text("do.undoLeft", { seconds: Math.max(0, undoLeft()) }) : text(`do.${name}`)
  return h(
    "button",
    {
      class: command.main ? `command ${command.name} primary` : `command ${command.name}`, "data-do": command.name,
      disabled: !may || isBusy, "aria-disabled": against ? "true" : undefined, "aria-keyshortcuts": command.key,
    },
    h("span", {}, label, command.count?.() > 0 && h("b", { class: "due-count" }, command.count()), against && h("small", {}, against)),
    h("kbd", {}, command.key))
}

function inHand() {
  const ticket = current()
  if (!ticket) {
    return h("section", { class: "in-hand empty" }, h("h2", {}, text("window.inHand")), h("p", {}, desk.window.state === "paused" ? text("window.pausedHint") : text("window.free")))
  }
  const { times } = desk
  const seconds = times.startedAt ? secondsSince(times.startedAt) : sinceCall()
  return h(
    "section", { class: `in-hand ${ticket.state}`, "aria-live": "polite" },
    h("h2", {}, text(ticket.state, {}, "state"), " ", h("span", { class: "timer" }, duration(seconds))),
    h("p", { class: "number" }, ticket.number),
    h("p", { class: "what" }, inLanguage(ticket.serviceName)),
    badges(ticket),
    lacking(ticket),
    h(
      "p", { class: "hint" },
      text("window.taken", { time: clock(new Date(ticket.issuedAt)), calls: ticket.calls }),
      ticket.passes ? ` · ${text("window.passes", { count: ticket.passes })}` : ""),
    ticket.slip?.state === "failed" && h("p", { class: "problem" }, text("window.noSlip")),
    h("button", { class: "small", "data-do": "reprint", disabled: isBusy }, text("do.reprint")))
}

/** Somebody who is back with what had been missing. */
function lacking(ticket) {
  const last = ticket.matters?.at(-1)
  if (last?.outcome !== "materialsIncomplete") return null
  const names = (last.missing ?? []).map((one) => inLanguage(service(last.service)?.materials[one - 1]))
  return h("p", { class: "badges" }, h("span", {}, text("window.cameBack", { names: [...names, last.reason].filter(Boolean).join("、") })))
}

function badges(one) {
  const group = guide?.priorityGroups.find((group) => group.code === one.priority)
  const spoken = one.language && one.language !== "zh-Hans" ? text("language.own", {}, "page", one.language) : undefined
  const all = [group && inLanguage(group.name), ...(one.needs ?? []), spoken, one.returned && text("window.returned"), one.level && one.level !== "primary" && text(`level.${one.level}`)].filter(Boolean)
  return all.length ? h("p", { class: "badges" }, all.map((words) => h("span", {}, words))) : null
}

function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
}

const minutesWaited = (one) => Math.max(0, Math.floor(secondsSince(one.issuedAt) / 60))

function queue() {
  return h(
    "section", { class: "queue" },
    h("h2", {}, text("window.queue"), " ", h("b", {}, text("people.count", { count: desk.waiting }))),
    desk.queue.length === 0 && h("p", { class: "hint" }, text("window.nobody")),
    h(
      "ol", { tabindex: "0", "aria-label": text("window.queue") },
      desk.queue.map((one, index) =>
        h(
          "li", { class: index === 0 ? "first" : "" },
          h("span", { class: "number" }, one.number),
          h(
            "span", { class: "what" }, inLanguage(one.serviceName),
            index === 0 && desk.rule && h("small", { class: "why" }, text("window.why", { rule: text(desk.rule, {}, "rule") })),
            badges(one)),
          h("span", { class: "waited" }, text("minutes.short", { minutes: minutesWaited(one) }))))))
}

function side() {
  return h(
    "aside", {},
    figures &&
      h(
        "section", { class: "figures" },
        h("h2", {}, text("window.today")),
        h(
          "dl", {},
          figure("figure.served", figures.served),
          figure("figure.noShow", figures.noShow),
          figure("figure.serviceTime", figures.serviceTime ? duration(figures.serviceTime.median) : "–"),
          figure("figure.wait", figures.wait ? duration(figures.wait.median) : "–"))),
    list("window.parked", desk.parked, "resume", () => isOpen() && !current()),
    list("window.passed", desk.passed, "requeue", isMine),
    h("button", { class: "small", "data-do": "colleagues" }, text("do.colleagues")))
}

function figure(name, value) {
  return h("div", {}, h("dt", {}, text(name)), h("dd", {}, value))
}

function list(name, tickets, action, may) {
  if (!tickets.length) return null
  return h(
    "section", { class: "list" },
    h("h2", {}, text(name)),
    h(
      "ul", {},
      tickets.slice(0, 8).map((one) =>
        h(
          "li", {}, h("span", { class: "number" }, one.number), h("span", { class: "what" }, inLanguage(one.serviceName)),
          h("button", { class: "small", "data-do": `${action} ${one.number}`, disabled: !may() || isBusy }, text(`do.${action}`))))))
}

function elsewhere() {
  const { window, staffName } = desk
  if (window.state === "closed") {
    return h(
      "main", { class: "sign-in" },
      h("div", { class: "card" }, h("h2", {}, text("window.isClosed")), problem(),
        h("button", { class: "primary", "data-do": "openWindow", disabled: isBusy }, text("do.openWindow")),
        h("button", { class: "quiet", "data-do": "signOutOnly" }, text("do.signOut"))))
  }
  return h(
    "main", { class: "sign-in" },
    h(
      "div", { class: "card" },
      h("h2", {}, text("window.others", { staff: staffName ?? window.staff ?? "–" })), problem(),
      h("button", { class: "primary", "data-do": "relieve", disabled: isBusy || Boolean(window.current) }, text("do.relieve")),
      window.current && h("p", {}, text("window.othersBusy", { number: window.current })),
      h("button", { class: "quiet", "data-do": "signOutOnly" }, text("do.signOut"))))
}

const problem = () => said?.isProblem && h("p", { class: "problem", role: "alert" }, said.words)

function work() {
  return h(
    "main", { class: "work" },
    h(
      "div", { class: "hand" },
      inHand(),
      h("p", { class: said?.isProblem ? "said problem" : "said", role: said?.isProblem ? "alert" : "status" }, said?.words ?? ""),
      h("div", { class: "commands" }, commands.map(button))),
    queue(), side())
}

// --- Dialogs: each choice has its digit.

/** A window's digit is its number. */
function choices(all, haveDigits = true) {
  return h(
    "div", { class: "choices" },
    all.map((one, index) => {
      const digit = haveDigits ? one.digit ?? index + 1 : 10
      return h(
        "button", { "data-do": one.what, "data-digit": digit, disabled: isBusy },
        h("span", {}, one.name), digit < 10 && h("kbd", {}, digit))
    }))
}

const serviceChoices = (action) => {
  const groups = guide.categories.map((category) => ({ category, services: guide.services.filter((one) => one.category === category.prefix) }))
  return groups.map(({ category, services }) =>
    h(
      "section", { class: "family", "data-colour": category.colour },
      h("h3", {}, h("b", {}, category.prefix), " ", inLanguage(category.name)),
      services.map((one) => h("button", { "data-do": `${action} ${one.code}`, disabled: isBusy || (action === "correctTo" && one.code === current()?.service) }, inLanguage(one.name)))))
}

const dialogs = {
  reason: () => [
    text(`why.${dialog.what.split(" ")[0]}`),
    choices(dialog.reasons.map((one) => ({ name: text(`reason.${one}`), what: `because ${one}` }))),
    h("div", { class: "row typed", "data-key": "typed" }, h("label", { for: "reason-words" }, text("why.other")), h("input", { id: "reason-words", maxlength: "120" }), h("button", { "data-do": "becauseTyped" }, text("button.ok"))),
  ],
  transfer: () => [
    text("do.transfer"),
    h("h3", {}, text("transfer.toWindow")),
    choices(guide.windows.filter((one) => one.window !== windowNumber).map((one) => ({ name: text("window.at", { window: one.window }), digit: one.window, what: `toWindow ${one.window}` }))),
    h("h3", {}, text("transfer.toService")),
    h("div", { class: "families" }, serviceChoices("toService")),
  ],
  services: () => [
    text(`do.${dialog.what}`), h("div", { class: "families" }, serviceChoices(dialog.what === "take" ? "priorityFor" : "correctTo")),
  ],
  priority: () => [
    inLanguage(service(dialog.service).name),
    choices([
      { name: text("take.normal"), what: `takeFor ${dialog.service}` },
      ...guide.priorityGroups.map((one) => ({ name: inLanguage(one.name), what: `takeFor ${dialog.service} ${one.code}` })),
    ]),
  ],
  taken: () => [
    text("take.done"), h("p", { class: "number" }, dialog.ticket.number),
    dialog.ticket.slip?.state === "failed" && h("p", { class: "problem" }, text("kiosk.noteNumber", { number: dialog.ticket.number })),
    choices([
      ...(isOpen() && desk.window.services.includes(dialog.ticket.service) ? [{ name: text("take.call"), what: `callTaken ${dialog.ticket.number}` }] : []),
      { name: text("button.close"), what: "close" },
    ]),
  ],
  missing: () => [
    text("do.missing"),
    h("p", { class: "hint" }, text("missing.hint")),
    h(
      "ul", { class: "materials" },
      materials().map((one, index) =>
        h(
          "li", {},
          h("button", { class: "mark", "data-do": `toggleMissing ${index}`, "aria-pressed": String(dialog.chosen.has(index)), "aria-label": text("missing.mark", { name: inLanguage(one) }) }, dialog.chosen.has(index) ? "☑" : "☐"),
          h("button", { "data-do": `printMissing ${index}`, "data-digit": index + 1, disabled: isBusy }, h("span", {}, inLanguage(one)), index < 9 && h("kbd", {}, index + 1))))),
    h(
      "div", { class: "row" },
      h("button", { "data-do": "printChosen", disabled: isBusy || dialog.chosen.size === 0 }, text("missing.chosen")),
      h("button", { "data-do": "printAll", disabled: isBusy }, text("missing.all"))),
  ],
  pick: () => [
    text("do.pick"),
    h("div", { class: "row typed", "data-key": "typed" }, h("label", { for: "pick-number" }, text("pick.number")), h("input", { id: "pick-number", maxlength: "6" }), h("button", { "data-do": "pickTyped" }, text("button.ok"))),
    choices(dialog.queue.map((one) => ({ name: `${one.number}　${inLanguage(one.serviceName)}`, what: `picked ${one.number}` })), false),
  ],
  parked: () => [
    text("window.parked"),
    desk.parked.length ? choices(desk.parked.map((one) => ({ name: `${one.number}　${inLanguage(one.serviceName)}`, what: `resume ${one.number}` }))) : h("p", {}, text("parked.none")),
  ],
  leave: () => [
    text("do.leave"),
    current() && isMine() && h("p", { class: "problem" }, text("leave.busy", { number: current().number })),
    choices([
      ...(current() && isMine() ? [] : [{ name: text("leave.close"), what: "signOut" }]),
      { name: text("button.stay"), what: "close" },
    ]),
  ],
  colleagues: () => [
    text("do.colleagues"),
    dialog.staff.length ? choices(dialog.staff.map((one) => ({ name: `${one.name}（${one.id}）`, what: `unlock ${one.id}` }))) : h("p", {}, text("colleagues.none")),
  ],
}

Object.assign(dialogs, matters.dialogs)

function overlay(isStale) {
  const [heading, ...rest] = dialogs[dialog.name]()
  return h(
    "div", { class: "overlay", "data-key": dialog.name, inert: isStale },
    h(
      "div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title" },
      h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, heading), h("button", { class: "quiet", "data-do": "close" }, text("button.close"), " ", h("kbd", {}, "Esc"))),
      problem(), rest))
}

function render() {
  title("title.window")
  const needsSignIn = !me
  const body = needsSignIn ? signInForm(text("signIn.title", { window: windowNumber }), signIn) : !desk ? h("main", {}) : isMine() ? work() : elsewhere()
  // Nothing is pressed on a picture that may be old.
  const isStale = Boolean(me) && connection !== "fresh"
  draw(
    h("div", { class: isStale ? "page stale" : "page", inert: Boolean(dialog) || isStale }, header(), body),
    dialog && desk && me && overlay(isStale))
}

ignoreDoubleClicks()

// --- Keys

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  const isTyping = event.target.matches?.("input, textarea")
  if (event.key === "Enter" && isTyping) {
    event.preventDefault()
    const next = { staff: "focusPIN", pin: "signIn", "pick-number": "pickTyped", "reason-words": "becauseTyped", ...matters.enters }[event.target.id]
    if (next === "focusPIN") document.getElementById("pin").focus()
    else if (next) perform(next, actions)
    return
  }
  if (event.key === "Escape" && dialog) return close()
  if (isTyping || event.repeat || connection !== "fresh" || isBusy || !me) return
  if (dialog) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
    const chosenButton = digit && document.querySelector(`.dialog [data-digit="${digit}"]`)
    if (event.key === "Enter" && dialog.chosen?.size && !event.target.closest?.(".row")) {
      event.preventDefault()
      return dialog.name === "missing" ? actions.printChosen() : actions.submitMatter()
    }
    if (chosenButton && !chosenButton.disabled) {
      event.preventDefault()
      perform(chosenButton.dataset.do, actions)
    }
    return
  }
  if (!desk) return
  const command = commands.find((one) => `Key${one.key}` === event.code)
  if (!command || !isMine() || !command.when()) return
  event.preventDefault()
  const against = whether(command)
  if (against) {
    said = { words: against, isProblem: true, at: performance.now() }
    return render()
  }
  perform(command.name, actions)
})
window.addEventListener("submit", (event) => event.preventDefault())

act(actions)
setInterval(() => {
  if (said && performance.now() - said.at > 8000) said = undefined
  render()
}, 1000)
session.who().then(
  async (who) => {
    me = who
    await begin()
    render()
  },
  () => render())
render()
