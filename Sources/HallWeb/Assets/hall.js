// What every page shares: texts, the operations, live pictures, and drawing.

/** A screen that nobody watches tries until it has what it needs, or is told no. */
export async function persistently(ask) {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (error.status >= 400 && error.status < 429) throw error
      await new Promise((resolve) => setTimeout(resolve, 1500 + Math.random() * 1000))
    }
  }
}

const page = document.body.dataset
export const windowNumber = page.window ? Number(page.window) : undefined
export const isDemo = page.demo === "demo"

// --- What the hall can record: every answer says it, and every stream.

let records = "everything"

function heardFrom(response) {
  noteRecords(response.headers.get("Hall-Records") ?? records)
  return response
}

function noteRecords(state) {
  records = state
  const notice = document.getElementById("records")
  if (!notice) return
  const words = records === "everything" ? "" : text(`records.${records}`)
  // What has not changed is not said again by a screen reader.
  if (notice.textContent !== words) notice.textContent = words
  notice.hidden = !words
}

// --- Texts: one catalogue for all pages, in three languages.

export const languages = ["zh-Hans", "zh-Hant", "en"]
const catalogue = await persistently(async () => (await heardFrom(await fetch("/assets/texts.json"))).json())
let language = document.documentElement.lang

export const currentLanguage = () => language

export function setLanguage(chosen) {
  language = chosen
  document.documentElement.lang = chosen
  noteRecords(records)
}

/** Every key of a table, with its words. */
export const words = (table) => Object.keys(catalogue[table]).map((key) => [key, text(key, {}, table)])

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole))
}

/** A phrase of the catalogue: `text("kiosk.welcome")`, `text("served", {}, "state")`. */
export function text(key, values = {}, table = "page", inLanguage = language) {
  const phrase = catalogue[table][key]
  return phrase ? fill(phrase[inLanguage], values) : key
}

/** Of a name that the hall's file has in every language. */
export function inLanguage(name, wanted = language) {
  return name ? { "zh-Hans": name.zhHans, "zh-Hant": name.zhHant, en: name.en }[wanted] : ""
}

/** The same as parts, with an element where the value goes: a number may be larger than its words. */
export function around(key, name, element) {
  const [before, after] = text(key, { [name]: "\u0000" }).split("\u0000")
  return [before, element, after]
}

/** What went wrong, as a sentence. */
export function sentence(error) {
  if (!(error instanceof Refusal)) return text("connection.lost")
  const values = { ...error.parameters }
  if (values.secondsLeft) values.minutesLeft = Math.ceil(values.secondsLeft / 60)
  if (values.state) values.state = text(values.state, {}, values.case ? "caseState" : "state")
  if (values.field) values.field = text(`matter.${values.field}`)
  if (values.of) {
    const table = ["outcome", "caseState", "verdict", "followUp", "origin"].find((one) => values.of in catalogue[one])
    values.of = table ? text(values.of, {}, table) : values.of
  }
  if (values.trouble) values.trouble = text(values.trouble, {}, "trouble")
  return text(error.kind, { ...values, hint: "" }, "refusal")
}

/** Kept in the page: a picture must not go when the daemon does. */
const sprite = await persistently(async () => {
  const answer = await fetch("/assets/pictograms.svg")
  if (!answer.ok) throw answer
  return new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement
})
sprite.classList.add("visually-hidden")
sprite.setAttribute("aria-hidden", "true")
document.body.append(document.importNode(sprite, true))

export const hallName = page.hall
export const windowNumbers = page.windows ? page.windows.split(",").map(Number) : []

// --- Operations.

export class Refusal extends Error {
  constructor(name, parameters, status) {
    super(name)
    this.kind = name.split(".").pop()
    this.parameters = parameters ?? {}
    this.status = status
  }
}

/** A new id for something that must happen once, however often it is asked for. */
export function requestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return "page-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Whether the hall has said no: then nothing has happened, and the next try is another request. */
export const isOutcomeKnown = (error) => error instanceof Refusal && !["OutcomeUnknown", "Stopping"].includes(error.kind)

async function answered(path, options) {
  const response = heardFrom(await fetch(path, { signal: AbortSignal.timeout(15_000), ...options }))
  if (response.ok) return response
  const body = await response.json()
  throw new Refusal(body.error ?? "StorageUnavailable", body.parameters, response.status)
}

async function ask(path, options) {
  const response = await answered(path, options)
  return response.status === 204 ? {} : response.json()
}

/** Figures of years are read from the journal, event by event. */
const figuresSecondsMax = 300

/** Asks for figures, with patience. */
export const figures = (operation, parameters) =>
  call(operation, parameters, "staff", {}, { signal: AbortSignal.timeout(figuresSecondsMax * 1000) })

/** Saves a streamed file under the name that the hall gives it. */
export async function save(operation, parameters) {
  const query = new URLSearchParams({ ...parameters, as: "staff" })
  const response = await answered(`/files/${operation}?${query}`, { signal: AbortSignal.timeout(figuresSecondsMax * 1000) })
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition"))[1]
  const address = URL.createObjectURL(await response.blob())
  h("a", { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return name
}

/** Asks once. Throws a Refusal, or another error where no answer came. */
export function call(operation, parameters = {}, as = "device", headers = {}, options = {}) {
  return ask(`/api/${operation}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Hall-As": as, ...headers },
    body: JSON.stringify(parameters),
    ...options,
  })
}

/** What the page asks by itself; nobody has done anything. */
export const look = (operation, parameters, as) => call(operation, parameters, as, { "Hall-Background": "1" })

/** Asks until there is an answer, with one request id: it happens once. Gives up after a while; each try after another. */
export async function change(operation, parameters = {}, as = "device", secondsMax = 60, tryMax = 15) {
  const request = { requestId: requestId(), ...parameters }
  const end = performance.now() + secondsMax * 1000
  for (;;) {
    try {
      return await call(operation, request, as, {}, { signal: AbortSignal.timeout(tryMax * 1000) })
    } catch (error) {
      if (isOutcomeKnown(error) || performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
  }
}

export const session = {
  who: () => ask("/session"),
  signIn: (staff, pin) =>
    ask("/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ staff, pin }),
    }),
  signOut: () => ask("/session", { method: "DELETE" }),
}

// --- Live pictures.

/** The hall's clock: a device's own may be wrong. */
let clockOffset = 0
export const hallTime = () => new Date(Date.now() + clockOffset)
export const setHallTime = (time) => {
  clockOffset = new Date(time) - Date.now()
}
export const secondsSince = (time) => (hallTime() - new Date(time)) / 1000

/** When numbers are given again: `08:30`, with a date where that is not today's. */
export function closedWords(opensAt) {
  if (!opensAt) return text("kiosk.closedNow")
  const [day, time] = opensAt.length > 5 ? opensAt.split(" ") : [undefined, opensAt]
  if (!day) return text("kiosk.closed", { opensAt: time })
  const tomorrow = new Date(hallTime().getTime() + 86_400_000)
  if (day === new Intl.DateTimeFormat("en-CA").format(tomorrow)) return text("kiosk.closedTomorrow", { opensAt: time })
  return text("kiosk.closed", { opensAt: `${clock(new Date(day), { month: "long", day: "numeric", weekday: "long" })} ${time}` })
}

export function clock(time, options = { hour: "2-digit", minute: "2-digit", hour12: false }) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(time)
}

let edition

/** Two beats missed: whatever is shown may be old. */
const silentSecondsMax = 12

/**
 * Follows a stream. `show(picture)` for each picture; `tell(state, refusal)` when it becomes "fresh", "old" (the
 * picture stays, and may no longer be true) or "refused".
 */
export class Live {
  constructor(operation, parameters, as, { show, tell }) {
    const query = new URLSearchParams({ ...parameters, as })
    this.address = `/events/${operation}?${query}`
    this.show = show
    this.tell = tell
    this.state = undefined
    this.heardAt = performance.now()
    this.watch = setInterval(() => this.check(), 1000)
    this.open()
  }

  open() {
    this.source?.close()
    this.heardAt = performance.now()
    this.source = new EventSource(this.address)
    this.source.addEventListener("records", (event) => noteRecords(event.data))
    this.source.addEventListener("beat", (event) => {
      setHallTime(event.data)
      this.heard()
    })
    // After an upgrade of the daemon the page is another one.
    this.source.addEventListener("edition", (event) => {
      if (edition && edition !== event.data) location.reload()
      edition = event.data
    })
    this.source.addEventListener("message", (event) => {
      this.picture = JSON.parse(event.data)
      this.heard()
      this.show(this.picture)
    })
    this.source.addEventListener("refused", (event) => {
      const { error, parameters } = JSON.parse(event.data)
      this.source.close()
      this.become("refused", new Refusal(error, parameters))
    })
    this.source.addEventListener("error", () => this.failed())
  }

  /** The browser tries again by itself, except where it was turned away: then somebody must say why. */
  async failed() {
    if (this.source.readyState !== EventSource.CLOSED || this.isAsking) return this.become("old")
    this.isAsking = true
    try {
      const response = await fetch(this.address, { signal: AbortSignal.timeout(5000) })
      if (response.ok) {
        await response.body.cancel()
        this.become("old")
      } else {
        const { error, parameters } = await response.json()
        this.become("refused", new Refusal(error, parameters, response.status))
      }
    } catch {
      this.become("old")
    } finally {
      this.isAsking = false
    }
  }

  heard() {
    this.heardAt = performance.now()
    if (this.picture) this.become("fresh")
  }

  check() {
    const silentSeconds = (performance.now() - this.heardAt) / 1000
    if (silentSeconds > silentSecondsMax) this.become("old")
    // Apart from each other: a hundred displays that come back at once would be a storm.
    const isClosed = this.source.readyState === EventSource.CLOSED
    if ((isClosed && silentSeconds > 2 + Math.random() * 2) || silentSeconds > 20) this.open()
  }

  become(state, refusal) {
    if (state === "old" && this.state === "refused") return
    if (this.state === state) return
    this.state = state
    this.tell?.(state, refusal)
  }

  close() {
    clearInterval(this.watch)
    this.source.close()
  }
}

// --- Drawing: a page is drawn whole, and only what differs is changed, so that focus and scrolling stay.

export function h(tag, attributes = {}, ...children) {
  const isSVG = ["svg", "use", "rect", "path"].includes(tag)
  const element = isSVG ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    element.setAttribute(name, value === true ? "" : value)
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue
    element.append(child instanceof Node ? child : String(child))
  }
  return element
}

export function pictogram(name) {
  const use = h("use", { href: `#${name}` })
  const svg = h("svg", { class: "pictogram", viewBox: "0 0 64 64", "aria-hidden": "true" })
  svg.append(use)
  return svg
}

/** Colours come from the hall's file; the security policy allows no style in the page itself. */
function colour(root) {
  for (const element of root.querySelectorAll("[style]:not([data-colour])")) element.removeAttribute("style")
  for (const element of root.querySelectorAll("[data-colour]")) {
    element.style.setProperty("--colour", element.dataset.colour)
  }
}

function isSame(one, other) {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other)
}

function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data
    return
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "style") old.removeAttribute(name)
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  morphChildren(old, fresh)
}

const keyOf = (node) => node?.dataset?.key || node?.id || ""

/** A child with a key stays the same element wherever it stands: what is typed in it is not lost to a notice above. */
function morphChildren(old, fresh) {
  const wanted = [...fresh.childNodes]
  const keys = new Set(wanted.map(keyOf).filter(Boolean))
  wanted.forEach((child, index) => {
    const key = keyOf(child)
    if (key && [...old.childNodes].slice(index).some((node) => keyOf(node) === key)) {
      while (keyOf(old.childNodes[index]) !== key) old.childNodes[index].remove()
    }
    const present = old.childNodes[index]
    if (present && !key && keys.has(keyOf(present))) return void old.insertBefore(child, present)
    if (!present) old.append(child)
    else if (isSame(present, child)) morph(present, child)
    else present.replaceWith(child)
  })
  while (old.childNodes.length > wanted.length) old.lastChild.remove()
}

const app = document.getElementById("app")
document.body.append(h("p", { id: "records", role: "status", hidden: true }))
noteRecords(records)

export function draw(...children) {
  const fresh = h("div", { id: "app" }, ...children)
  morphChildren(app, fresh)
  colour(app)
}

/** Clicks and keys on `data-do="action argument"` go to `actions[action](argument)`. */
export function act(actions) {
  app.addEventListener("click", (event) => {
    const target = event.target.closest("[data-do]")
    if (!target || target.disabled || target.getAttribute("aria-disabled") === "true") return
    perform(target.dataset.do, actions, event)
  })
}

/** The second of a double click would do what stands there by then: call the next one, too, before anybody has seen the first. */
export function ignoreDoubleClicks() {
  window.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest?.("[data-do]")) event.stopPropagation()
  }, { capture: true })
}

export function perform(what, actions, event) {
  const [name, ...rest] = what.split(" ")
  actions[name]?.(rest.join(" "), event)
}

/** Marks what may no longer be true; heals by itself. */
export function oldNotice(since) {
  return h(
    "p", { class: "old-notice", role: "status", "data-key": "old" },
    text("connection.old", { time: since ? clock(since) : "–" }))
}

/** For a page whose device the hall does not know. */
export function refusedNotice(refusal) {
  const isUnknown = refusal.kind === "SignedOut" || refusal.kind === "PermissionDenied"
  return h(
    "main", { class: "refused" },
    h("h1", {}, isUnknown ? text("device.unknown") : sentence(refusal)),
    isUnknown && h("p", {}, text("device.howTo")))
}

export function languageButtons() {
  return h(
    "nav", { class: "languages", "aria-label": text("kiosk.language") },
    languages.map((one) =>
      h("button", { lang: one, "data-do": `language ${one}`, "aria-pressed": String(one === language) }, text("language.own", {}, "page", one))))
}

export function title(key) {
  document.title = text(key)
}
