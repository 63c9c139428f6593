// The kiosk: category, service, confirm; then number and slip.

import {
  Live, act, call, change, clock, closedWords, currentLanguage, draw, h, hallTime, inLanguage, isOutcomeKnown, languages, look, perform, persistently,
  pictogram, refusedNotice, requestId, sentence, setLanguage, text, title,
} from "/assets/hall.js"
import { lookUpAt } from "/assets/lookup.js"
import { hush, isVoiceOn, say, setVoice, spelled } from "/assets/voice.js"

const firstLanguage = currentLanguage()
/** Between the question whether anybody is there and the way back to the first page. */
const warningSeconds = 20
const doneSecondsMax = 20

let guide
let offers
let connection = "fresh"
let refused
const mode = { large: false, contrast: false, low: false, keys: false }
let step
let touchedAt = performance.now()

function home() {
  step = { name: "home" }
}
home()

// --- What the hall offers

const service = (code) => guide.services.find((one) => one.code === code)
const category = (prefix) => guide.categories.find((one) => one.prefix === prefix)
const offer = (code) => offers?.offers.find((one) => one.service === code)
/** What the hall may not do now is not offered. */
const servicesOf = (prefix) =>
  guide.services.filter((one) => one.category === prefix && one.code !== guide.helpService && offer(one.code)?.refusal !== "NotAdmitted")
const waitingIn = (prefix) =>
  (offers?.offers ?? []).filter((one) => service(one.service)?.category === prefix).reduce((sum, one) => sum + one.waiting, 0)

function waitText(one) {
  if (!one || one.refusal) return ""
  return one.wait ? text("wait.range", { low: one.wait.lowMinutes, high: one.wait.highMinutes }) : text("wait.unknown")
}

/** Why no number is given, said plainly; nothing where one is. */
function closedText(one) {
  if (!offers) return ""
  if (!offers.open) return closedWords(offers.opensAt)
  if (!one?.refusal) return ""
  if (["LimitReached", "QuotaReached"].includes(one.refusal)) return text("kiosk.noneLeft")
  if (one.refusal === "ServiceClosed") return closedWords(one.opensAt)
  if (one.refusal === "NoPaper") return text("kiosk.noPaper")
  return text("kiosk.notNow")
}

async function readGuide() {
  try {
    guide = await persistently(() => look("Hall.Describe"))
  } catch {
    // Turned away: the stream of offers says why.
  }
  render()
}

// --- Pages

function key(number) {
  return mode.keys && number <= 9 && h("kbd", { class: "key" }, number)
}

function header() {
  const now = hallTime()
  return h(
    "header", { class: "top" },
    h(
      "div", { class: "where" },
      h("h1", {}, inLanguage(guide.hall)),
      h("p", { class: "time" },
        clock(now, { month: "long", day: "numeric", weekday: "long" }), " ", h("b", {}, clock(now)))),
    h(
      "nav", { class: "modes", "aria-label": text("kiosk.settings") },
      h(
        "div", { class: "languages", role: "group", "aria-label": text("kiosk.language") },
        languages.map((one) =>
          h(
            "button", { lang: one, "data-do": `language ${one}`, "aria-pressed": String(one === currentLanguage()) },
            text("language.own", {}, "page", one)))),
      h(
        "div", { class: "aids", role: "group", "aria-label": text("kiosk.aids") },
        aid("large", "larger", mode.large), aid("contrast", "contrast", mode.contrast), aid("low", "lower", mode.low),
        aid("voice", "sound", isVoiceOn()))))
}

function aid(name, picture, isOn) {
  return h(
    "button", { "data-do": `aid ${name}`, "aria-pressed": String(isOn) },
    pictogram(picture), h("span", {}, text(`aid.${name}`)))
}

function homePage() {
  return h(
    "main", { class: "home" },
    h("h2", {}, text("kiosk.welcome")),
    notice(),
    h(
      "div", { class: "tiles" },
      guide.categories.map((one, index) =>
        h(
          "button", { class: "tile", "data-do": `category ${one.prefix}`, "data-colour": one.colour },
          h("span", { class: "picture" }, pictogram(one.pictogram)),
          h("span", { class: "name" }, h("b", {}, one.prefix), " ", inLanguage(one.name)),
          h("span", { class: "count" }, text("waiting.count", { count: waitingIn(one.prefix) })),
          key(index + 1)))))
}

/** What everybody should know before they choose. */
function notice() {
  const words = offers && !offers.open ? closedWords(offers.opensAt) : offers?.trouble && text("kiosk.noSlips")
  return words && h("p", { class: "notice", role: "status" }, words)
}

function categoryPage() {
  const chosen = category(step.category)
  const all = servicesOf(step.category)
  return h(
    "main", { class: "category", "data-colour": chosen.colour },
    h("h2", {}, h("span", { class: "picture" }, pictogram(chosen.pictogram)), inLanguage(chosen.name)),
    notice(),
    h(
      "div", { class: "services" },
      all.map((one, index) => {
        const now = offer(one.code)
        const closed = closedText(now)
        return h(
          "button", { class: closed ? "service closed" : "service", "data-do": `service ${one.code}` },
          h("span", { class: "name" }, inLanguage(one.name)),
          h("span", { class: "count" }, closed || text("waiting.count", { count: now?.waiting ?? 0 })),
          h("span", { class: "wait" }, closed ? "" : waitText(now)),
          key(index + 1))
      })))
}

function servicePage() {
  const chosen = service(step.service)
  const now = offer(step.service)
  const closed = closedText(now)
  return h(
    "main", { class: "confirm", "data-colour": category(chosen.category).colour },
    h("h2", {}, inLanguage(chosen.name)),
    step.problem && h("p", { class: "problem", role: "alert" }, step.problem),
    h(
      "dl", { class: "facts" },
      fact("kiosk.waiting", text("people.count", { count: now?.ahead ?? now?.waiting ?? 0 })),
      fact("kiosk.wait", waitText(now) || "–"),
      fact("kiosk.visit", text("minutes.about", { minutes: chosen.expectedMinutes })),
      fact("kiosk.limit", chosen.kind === "promised" ? text("limit.days", { days: chosen.limitDays }) : text("limit.now")),
      fact("kiosk.windows", now?.windows.length ? windowsText(now.windows) : text("kiosk.noWindow")),
      fact("kiosk.hours", guide.hours.length ? guide.hours.join("　") : text("hours.always"))),
    h(
      "section", { class: "bring" },
      h("h3", {}, text("kiosk.bring")),
      chosen.materials.length
        ? h("ul", {}, chosen.materials.map((one) => h("li", {}, inLanguage(one))))
        : h("p", {}, text("kiosk.bringNothing")),
      chosen.materials.length > 0 &&
        h("button", { class: "quiet", "data-do": "materials", disabled: step.listPrinted }, pictogram("print"), " ", text("kiosk.printList")),
      step.listPrinted && h("p", { role: "status" }, text("kiosk.listPrinted")),
      chosen.verifiedBy && h("p", { class: "hint" }, text("kiosk.verified", { by: chosen.verifiedBy, on: chosen.verifiedOn }))),
    !closed && guide.priorityGroups.length > 0 && priorities(),
    closed
      ? h("p", { class: "closed-why", role: "status" }, closed)
      : h(
          "button", { class: "primary take", "data-do": "take", disabled: step.isTaking },
          step.isTaking ? text("kiosk.taking") : text("kiosk.take"), mode.keys && h("kbd", { class: "key" }, "⏎")))
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, text(name)), h("dd", {}, value))
}

const windowsText = (windows) => text("windows.list", { windows: windows.join(currentLanguage() === "en" ? ", " : "、") })

/** Offered to everybody alike, beside the button that takes a number without it. */
function priorities() {
  return h(
    "fieldset", { class: "priorities" },
    h("legend", {}, text("kiosk.priority")),
    h("p", { class: "hint" }, text("kiosk.priorityHint")),
    h(
      "div", { class: "groups" },
      guide.priorityGroups.map((one, index) =>
        h(
          "button",
          { type: "button", "data-do": `priority ${one.code}`, "aria-pressed": String(step.priority === one.code) },
          inLanguage(one.name), key(index + 1)))))
}

/** Whoever stands behind sees the last page too: a sensitive service is its category there. */
function neutralName(ticket) {
  return service(ticket.service)?.sensitive ? inLanguage(category(ticket.category).name) : inLanguage(ticket.serviceName)
}

function donePage() {
  const { ticket } = step
  // Whoever came back has their slip.
  const hasSlip = step.isBack || ticket.slip && ticket.slip.state !== "failed" && !step.slipFailed
  return h(
    "main", { class: "done" },
    h("h2", {}, text("kiosk.yourNumber")),
    h("p", { class: "number" }, ticket.number),
    h("p", { class: "what" }, neutralName(ticket)),
    h(
      "dl", { class: "facts" },
      fact("kiosk.ahead", text("people.count", { count: ticket.ahead })),
      fact("kiosk.wait", ticket.wait ? text("wait.range", { low: ticket.wait.lowMinutes, high: ticket.wait.highMinutes }) : text("wait.unknown")),
      step.windows.length > 0 && fact("kiosk.windows", windowsText(step.windows))),
    hasSlip
      ? h("p", { class: "slip" }, step.isBack ? text("ticket.listen") : text("kiosk.takeSlip"))
      : h("p", { class: "slip problem", role: "alert" }, text("kiosk.noteNumber", { number: ticket.number })),
    h("button", { class: "primary", "data-do": "home" }, text("kiosk.finished")))
}

function footer() {
  if (step.name === "done") return null
  const help = guide.helpService && offer(guide.helpService)
  return h(
    "footer", { class: "bottom" },
    step.name !== "home" &&
      h("button", { class: "back", "data-do": "back" }, pictogram("back"), text("button.back"), mode.keys && h("kbd", { class: "key" }, "*")),
    step.name !== "home" && h("button", { class: "back", "data-do": "home" }, pictogram("home"), text("button.home")),
    step.name === "home" &&
      h("button", { class: "look", "data-do": "lookUp" }, pictogram("search"), h("span", {}, h("b", {}, text("kiosk.lookUp")), h("small", {}, text("kiosk.lookUpHint")))),
    step.name === "home" && offers?.appointments > 0 &&
      h("button", { class: "look", "data-do": "appointment" }, pictogram("search"), h("span", {}, h("b", {}, text("kiosk.checkIn")), h("small", {}, text("kiosk.checkInHint")))),
    help &&
      h(
        "button", { class: "help", "data-do": "help", disabled: Boolean(help.refusal) },
        pictogram("help"), h("span", {}, h("b", {}, text("kiosk.help")), h("small", {}, text("kiosk.helpHint"))),
        mode.keys && h("kbd", { class: "key" }, "0")))
}

function warning() {
  const left = Math.ceil(guide.kioskIdleSeconds + warningSeconds - idleSeconds())
  return h(
    "div", { class: "overlay", "data-key": "warning" },
    h(
      "div", { class: "dialog", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "still" },
      h("h2", { id: "still" }, text("kiosk.still")),
      h("p", {}, text("kiosk.stillHint", { seconds: Math.max(0, left) })),
      h("button", { class: "primary", "data-do": "stay" }, text("kiosk.stay"))))
}

function away() {
  return h(
    "div", { class: "overlay", "data-key": "away" },
    h(
      "div", { class: "dialog", role: "alert" },
      h("h2", {}, text("kiosk.away")), h("p", {}, text("kiosk.awayHint"))))
}

const lookUp = lookUpAt({
  step: () => step, go: (fresh) => go({ ...fresh, request: requestId() }), render: () => render(), say, change, fact, neutralName, requestId,
  isLarge: () => mode.large, taken: (ticket) => taken(ticket),
})
const pages = { home: homePage, category: categoryPage, service: servicePage, done: donePage, ...lookUp.pages }

function render() {
  document.body.classList.toggle("large", mode.large)
  document.body.classList.toggle("contrast", mode.contrast)
  document.body.classList.toggle("low", mode.low)
  document.body.classList.toggle("keys", mode.keys)
  title("title.kiosk")
  if (refused) return draw(refusedNotice(refused))
  if (!guide) return draw(connection === "old" ? away() : h("main", {}))
  // What has been done is done, even while the hall is away.
  const isAway = connection === "old" && step.name !== "done"
  const covered = isAway || isWarning()
  draw(
    h("div", { class: "page", inert: covered }, header(), pages[step.name](), footer()),
    isAway ? away() : isWarning() && warning())
  if (covered && !document.activeElement?.closest(".overlay")) document.querySelector(".overlay button")?.focus()
}

// --- What a touch does

function go(fresh) {
  step = fresh
  render()
  document.querySelector("main")?.scrollTo?.(0, 0)
  window.scrollTo(0, 0)
  announce()
}

const actions = {
  home: () => {
    if (step.isTaking) return
    // The hall's file may have changed since the last one.
    readGuide()
    go({ name: "home" })
  },
  back: () => step.isTaking || step.isBusy || go(step.name === "service" ? { name: "category", category: service(step.service).category } : { name: "home" }),
  category: (prefix) => step.isTaking || go({ name: "category", category: prefix }),
  // The request id belongs to the page, not to the touch: two touches take one number.
  service: (code) => {
    if (step.isTaking) return
    go({ name: "service", service: code, request: requestId(), listRequest: requestId() })
    // Somebody came for it all the same: the hall wants to know.
    if (closedText(offer(code))) change("Queue.TurnAway", { service: code, requestId: step.request }).catch(() => {})
  },
  priority: (code) => {
    if (step.isTaking) return
    step.priority = step.priority === code ? undefined : code
    // Another wish is another request.
    step.request = requestId()
    render()
    if (step.priority) say(inLanguage(guide.priorityGroups.find((one) => one.code === code).name))
  },
  take: () => take({ service: step.service, priority: step.priority }),
  help: () => {
    const help = guide.helpService && offer(guide.helpService)
    if (step.isTaking || !help || help.refusal) return
    step = { name: "service", service: guide.helpService, request: requestId() }
    take({ service: guide.helpService })
  },
  materials: printMaterials,
  ...lookUp.actions,
  stay: () => {
    render()
    announce()
  },
  language: (chosen, event) => {
    if (event?.detail) document.activeElement?.blur()
    setLanguage(chosen)
    render()
    announce()
  },
  aid: (name, event) => {
    // After a touch, Enter belongs to the page again and not to the button that was touched.
    if (event?.detail) document.activeElement?.blur()
    if (name === "voice") {
      setVoice(!isVoiceOn())
      mode.keys = isVoiceOn()
    } else {
      mode[name] = !mode[name]
    }
    render()
    announce()
  },
}

async function take(wish) {
  if (step.isTaking) return
  const mine = step
  mine.isTaking = true
  mine.problem = undefined
  render()
  try {
    const { ticket } = await change("Queue.Take", {
      ...wish, requestId: mine.request, language: currentLanguage(), largePrint: mode.large || undefined,
    })
    taken(ticket)
  } catch (error) {
    mine.isTaking = false
    // Refused is refused: the next touch asks anew. Without an answer it asks for the same number again.
    if (isOutcomeKnown(error)) mine.request = requestId()
    mine.problem = sentence(error)
    render()
    say(mine.problem)
  }
}

function taken(ticket) {
  touchedAt = performance.now()
  go({ name: "done", ticket, windows: offer(ticket.service)?.windows ?? [] })
  followSlip()
}

/** A printer may fail after it has begun: whoever stands here is told. */
async function followSlip() {
  const mine = step
  const { number, day, code, slip } = mine.ticket
  if (!slip || !code) return
  for (let tries = 0; tries < 15 && step === mine; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    try {
      const state = (await call("Queue.Show", { number, day, code })).ticket.slip?.state
      if (state === "printed") return
      if (state === "failed") {
        mine.slipFailed = true
        render()
        say(text("kiosk.noteNumber", { number: spelled(number) }))
        return
      }
    } catch {
      // The number stands; the next try may tell.
    }
  }
}

/** Once for each resident: a child must not empty the roll. */
async function printMaterials() {
  const mine = step
  if (mine.listPrinted || mine.isPrinting) return
  mine.isPrinting = true
  try {
    await change("Print.Document", {
      document: "materials", service: mine.service, language: currentLanguage(), requestId: mine.listRequest,
    })
    mine.listPrinted = true
  } catch (error) {
    mine.problem = sentence(error)
    if (isOutcomeKnown(error)) mine.listRequest = requestId()
  }
  mine.isPrinting = false
  if (step === mine) render()
}

// --- For whoever cannot see the screen: a keypad, and a voice

/** What the digits choose on this page. */
function options() {
  switch (step.name) {
    case "home":
      return guide.categories.map((one) => ({ name: inLanguage(one.spoken), what: `category ${one.prefix}` }))
    case "category":
      return servicesOf(step.category).map((one) => ({ name: inLanguage(one.name), what: `service ${one.code}` }))
    case "service":
      return guide.priorityGroups.map((one) => ({ name: inLanguage(one.name), what: `priority ${one.code}` }))
    default:
      return []
  }
}

function announce() {
  if (!isVoiceOn()) return
  const choices = options().slice(0, 9).map((one, index) => text("voice.option", { key: index + 1, name: one.name }))
  switch (step.name) {
    case "home":
      return say(text("voice.home", { hall: inLanguage(guide.hall) }), ...choices, text("voice.help"))
    case "category":
      return say(inLanguage(category(step.category).spoken), ...choices, text("voice.back"))
    case "service":
      return say(...serviceWords(), closedText(offer(step.service)) ? "" : text("voice.take"), text("voice.priority"), ...choices, text("voice.back"))
    case "done":
      return say(...doneWords())
  }
}

function serviceWords() {
  const chosen = service(step.service)
  const now = offer(step.service)
  const closed = closedText(now)
  if (closed) return [inLanguage(chosen.name), closed]
  return [
    inLanguage(chosen.name),
    text("voice.waiting", { count: now?.ahead ?? 0, wait: waitText(now) }),
    chosen.materials.length ? text("voice.bring", { materials: chosen.materials.map((one) => inLanguage(one)).join("，") }) : "",
  ]
}

function doneWords() {
  const { ticket } = step
  const number = spelled(ticket.number)
  return [
    text("voice.number", { number }), text("voice.ahead", { count: ticket.ahead }),
    step.windows.length ? windowsText(step.windows) : "", text("voice.number", { number }),
  ]
}

/** A keypad has digits and a few signs; whoever uses it wants to hear. */
function pressed(event) {
  // Nothing leads out of the page.
  if (event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key)) event.preventDefault()
  if (guide && lookUp.pressed(event)) return event.preventDefault()
  const isKeypad = /^\d$/.test(event.key) || ["*", ".", "/", "Backspace", "Escape"].includes(event.key) ||
    (event.key === "Enter" && !event.target.closest("button"))
  if (!isKeypad || !guide) return
  event.preventDefault()
  if (!mode.keys) {
    mode.keys = true
    setVoice(true)
    render()
    // The first key only begins: nobody knows yet what the digits mean.
    return announce()
  }
  if (/^[1-9]$/.test(event.key)) {
    const chosen = options()[Number(event.key) - 1]
    if (chosen) perform(chosen.what, actions)
    else announce()
  } else if (event.key === "0") {
    if (step.name === "done") actions.home()
    else actions.help()
  } else if (event.key === "Enter") {
    if (step.name === "service" && !step.isTaking && !closedText(offer(step.service))) actions.take()
    else if (step.name === "done") actions.home()
    else announce()
  } else if (event.key === ".") {
    announce()
  } else if (step.name !== "home") {
    actions.back()
  } else {
    announce()
  }
}

// --- Idle

const idleSeconds = () => (performance.now() - touchedAt) / 1000
const isAtRest = () => step.name === "home" && !mode.large && !mode.contrast && !mode.low && !isVoiceOn() && currentLanguage() === firstLanguage
const isWarning = () => guide && step.name !== "done" && !step.isTaking && !isAtRest() && idleSeconds() > guide.kioskIdleSeconds

function reset() {
  Object.assign(mode, { large: false, contrast: false, low: false, keys: false })
  setVoice(false)
  hush()
  setLanguage(firstLanguage)
  touchedAt = performance.now()
  home()
  readGuide()
  render()
}

let wasWarning = false
setInterval(() => {
  if (!guide) return
  const isOver = step.name === "done" ? idleSeconds() > doneSecondsMax : isWarning() && idleSeconds() > guide.kioskIdleSeconds + warningSeconds
  if (isOver) reset()
  else render()
  if (isWarning() && !wasWarning) say(text("kiosk.still"))
  wasWarning = isWarning()
}, 1000)

for (const kind of ["pointerdown", "keydown", "wheel"]) {
  window.addEventListener(
    kind,
    (event) => {
      const asked = isWarning()
      touchedAt = performance.now()
      if (!asked || kind !== "keydown") return
      // Any key says that somebody is there, and nothing else.
      event.stopImmediatePropagation()
      event.preventDefault()
      actions.stay()
    },
    { capture: true })
}
window.addEventListener("keydown", pressed)
for (const kind of ["contextmenu", "dragstart", "selectstart"]) window.addEventListener(kind, (event) => event.preventDefault())
history.pushState(null, "")
window.addEventListener("popstate", () => history.pushState(null, ""))

act(actions)
new Live("Hall.Offers", {}, "device", {
  show: (picture) => {
    offers = picture
    render()
  },
  tell: async (state, refusal) => {
    refused = refusal
    connection = state
    if (state === "fresh") {
      if (!guide) await readGuide()
    }
    render()
  },
})
render()
