// What an administrator looks at: today, figures, cases, denials, follow-ups, tickets, reports, and who did what.

import {
  act, clock, currentLanguage, draw, h, hallName, hallTime, ignoreDoubleClicks, inLanguage, languages, look, oldNotice, perform,
  sentence, session, setHallTime, setLanguage, text, title, words,
} from "/assets/hall.js"
import { casesSection, denialsSection, followUpsSection } from "/assets/admin-course.js"
import { figuresSection, reportsSection } from "/assets/admin-figures.js"
import { auditSection, ticketsSection } from "/assets/admin-tickets.js"
import { todaySection } from "/assets/admin-today.js"
import { signInForm, signInTyped } from "/assets/sign-in.js"

const storedLanguage = localStorage.getItem("language")
if (languages.includes(storedLanguage)) setLanguage(storedLanguage)

let me
let guide
let members = []
let businessDay
let signIn = { staff: "" }
/** Something is being done; nothing else may be meanwhile. */
let isBusy = false
/** A section is being read; whoever goes on to another need not wait for it. */
let reading
let said
let dialog
/** Since when nothing has been heard; undefined while all is well. */
let lostAt

/** What sections share. */
const page = {
  open, tell, warn, render: () => render(), isBusy: () => isBusy || Boolean(reading), dialog: () => dialog, day: () => businessDay,
  doing, chosen, saving,
  know: (status) => know(status),
  staff: () => members,
  staffName: (id) => members.find((one) => one.id === id)?.name ?? id,
  eventKinds: () => words("event").sort(([, one], [, other]) => one.localeCompare(other, currentLanguage())),
  services: () => guide.services,
  serviceName: (code) => inLanguage(guide.services.find((one) => one.code === code)?.name) || code,
  communities: () => guide.communities,
  communityName: (code) => guide.communities.find((one) => one.code === code)?.name ?? code ?? "",
  priorityName: (code) => inLanguage(guide.priorityGroups.find((one) => one.code === code)?.name),
}

const sections = {
  today: todaySection(page), figures: figuresSection(page), cases: casesSection(page), denials: denialsSection(page),
  followUps: followUpsSection(page), tickets: ticketsSection(page), reports: reportsSection(page), audit: auditSection(page),
}
const names = Object.keys(sections)
const currentName = () => (names.includes(location.hash.slice(1)) ? location.hash.slice(1) : "today")
const current = () => sections[currentName()]

// --- Doing

async function doing(work) {
  if (isBusy) return
  isBusy = true
  said = undefined
  render()
  try {
    await work()
    lostAt = undefined
  } catch (error) {
    failed(error)
  } finally {
    isBusy = false
    render()
  }
}

function failed(error) {
  if (error.kind === "SignedOut") askAgain()
  else said = { words: sentence(error), isProblem: true }
}

/** Reads the section that is shown. The last one asked for is the one that counts. */
async function go() {
  const mine = (reading = {})
  render()
  try {
    await current().load()
    if (reading === mine) lostAt = undefined
  } catch (error) {
    if (reading === mine) failed(error)
  } finally {
    if (reading === mine) reading = undefined
    render()
  }
}

function chosen(work) {
  const before = dialog
  return doing(async () => {
    await work()
    if (dialog === before) close()
  })
}

function saving(work) {
  return doing(async () => tell("admin.saved", { name: await work() }))
}

function tell(key, values) {
  said = { words: text(key, values) }
}

function warn(key, values) {
  said = { words: text(key, values), isProblem: true }
}

let openedBy
function open(fresh) {
  if (!dialog) openedBy = document.activeElement?.dataset?.do
  dialog = fresh
  render()
  document.querySelector(".dialog")?.focus()
}

function close() {
  dialog = undefined
  render()
  if (openedBy) document.querySelector(`[data-do="${CSS.escape(openedBy)}"]`)?.focus()
}

// --- Signing in

/** False for somebody who is no administrator. */
async function begin(who) {
  if (who.role !== "administrator") return false
  const [described, staff, status] = await Promise.all([look("Hall.Describe", {}, "staff"), look("Staff.List", {}, "staff"), look("Hall.Status", {}, "staff")])
  guide = described
  members = staff.staff
  know(status)
  me = who
  go()
  return true
}

function turnAway() {
  signIn = { staff: "", problem: text("admin.only") }
  render()
}

function askAgain() {
  signIn = { staff: me?.staff ?? "", problem: me ? text("admin.again") : undefined }
  me = dialog = undefined
}

const actions = {
  signIn: () =>
    signInTyped(
      (state) => {
        signIn = state
        render()
      },
      async (who) => {
        if (await begin(who)) return
        // The PIN was right, and the session is this page's own.
        await session.signOut()
        setTimeout(turnAway)
      }),
  signOut: () => doing(async () => {
    await session.signOut()
    // What one administrator has read is not for the next.
    location.reload()
  }),
  language: (wanted) => {
    setLanguage(wanted)
    localStorage.setItem("language", wanted)
    if (me) go()
    else render()
  },
  close,
}
const dialogs = {}
const enters = {}
for (const section of Object.values(sections)) {
  Object.assign(actions, section.actions)
  Object.assign(dialogs, section.dialogs)
  Object.assign(enters, section.enters)
}

// --- Drawing

function header() {
  return h(
    "header", {},
    h("p", { class: "hall" }, hallName),
    h(
      "nav", { "aria-label": text("admin.sections") },
      names.map((name) => h("a", { href: `#${name}`, "aria-current": name === currentName() ? "page" : undefined }, text(`admin.${name}`)))),
    h("p", { class: "clock" }, clock(hallTime())),
    h("p", { class: "who" }, me.name),
    h("button", { class: "small", "data-do": "signOut" }, text("do.signOut")),
    languageSwitch())
}

function languageSwitch() {
  return h(
    "div", { class: "languages", role: "group", "aria-label": text("kiosk.language") },
    languages.map((one) =>
      h("button", { lang: one, "data-do": `language ${one}`, "aria-pressed": String(one === currentLanguage()) }, text("language.own", {}, "page", one))))
}

/** Always there: what is typed below it must not move when it says something. */
const saidNotice = () =>
  h("div", { class: "notice" }, said && h("p", { class: said.isProblem ? "said problem" : "said", role: said.isProblem ? "alert" : "status" }, said.words))

function overlay() {
  const [heading, ...rest] = dialogs[dialog.name]()
  return h(
    "div", { class: "overlay", "data-key": `${dialog.name} ${dialog.id ?? dialog.number ?? ""}` },
    h(
      "div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title", tabindex: "-1" },
      h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, heading), h("button", { class: "quiet", "data-do": "close" }, text("button.close"), " ", h("kbd", {}, "Esc"))),
      saidNotice(), rest))
}

function render() {
  title("title.admin")
  if (!me) return draw(h("div", { class: "page" }, h("header", {}, h("h1", { class: "hall" }, hallName), languageSwitch()), signInForm(text("admin.signIn"), signIn)))
  const name = currentName()
  draw(
    h(
      "div", { class: "page", inert: Boolean(dialog) },
      header(),
      h(
        "main", { id: name, "data-key": name, "aria-busy": String(page.isBusy()) },
        h("h1", { class: "visually-hidden" }, text(`admin.${name}`)),
        dialog ? h("div", { class: "notice" }) : saidNotice(), current().draw())),
    dialog && overlay(),
    lostAt && oldNotice(lostAt))
}

// --- Time, keys, addresses

const secondsBetweenLooks = { today: 10, other: 60 }
let lookedAt = 0
let isLooking = false

/** Today is looked at again and again; elsewhere only the time and the day go on by themselves. */
async function lookAgain() {
  const clockText = document.querySelector(".clock")
  if (clockText) clockText.textContent = clock(hallTime())
  const isToday = currentName() === "today"
  const isDue = performance.now() - lookedAt > 1000 * secondsBetweenLooks[isToday ? "today" : "other"]
  if (!me || isBusy || reading || isLooking || !isDue) return
  isLooking = true
  lookedAt = performance.now()
  try {
    if (isToday) await sections.today.load()
    else know(await look("Hall.Status", {}, "staff"))
    lostAt = undefined
  } catch (error) {
    if (error.kind === "SignedOut") askAgain()
    else lostAt ??= hallTime()
  }
  isLooking = false
  render()
}

function know(status) {
  businessDay = status.day
  setHallTime(status.now)
}

window.addEventListener("hashchange", () => {
  dialog = said = undefined
  if (me) go()
})
window.addEventListener("keydown", (event) => {
  // Enter and Escape of an input method are about its candidates.
  if (event.isComposing) return
  if (event.key === "Escape" && dialog) return close()
  if (event.key !== "Enter" || !event.target.matches?.("input")) return
  event.preventDefault()
  const next = { staff: "focusPIN", pin: "signIn", ...enters }[event.target.id]
  if (next === "focusPIN") document.getElementById("pin").focus()
  else if (next) perform(next, actions)
})
window.addEventListener("submit", (event) => event.preventDefault())

ignoreDoubleClicks()
act(actions)
setInterval(lookAgain, 1000)
session.who().then(
  // A clerk who looks in here stays signed in at the window.
  async (who) => (await begin(who)) || turnAway(),
).catch((error) => {
  if (error.kind !== "SignedOut") signIn = { staff: "", problem: sentence(error) }
  render()
})
render()
