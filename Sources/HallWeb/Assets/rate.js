// The rating pad on a tablet at the window.

import { Live, act, change, draw, languageButtons, setLanguage, h, inLanguage, oldNotice, refusedNotice, sentence, text, title, windowNumber, hallTime } from "/assets/hall.js"
import { faces, isPoor, wordsForm, written } from "/assets/rating.js"

const thanksSeconds = 6
const wordsSecondsMax = 90

let board
let connection
let refused
let heardAt
/** asks | words | thanks, and since when. */
let step = { name: "asks" }
let isSending = false

const rateable = () => board?.windows.find((one) => one.window === windowNumber)?.rateable

function body() {
  if (step.name === "thanks") {
    return h("main", { class: "thanks" }, h("div", { role: "status" }, h("h2", {}, text("rate.thanks")), h("p", {}, text("rate.thanksHint"))))
  }
  if (step.name === "words") {
    return h("main", { class: "ask" }, step.problem && h("p", { class: "problem", role: "alert" }, step.problem), wordsForm(step.score, step.reasons))
  }
  if (!rateable()) {
    return h("main", { class: "rest" }, h("h2", {}, text("rate.rest")), h("p", {}, text("rate.restHint", { window: windowNumber })))
  }
  return h(
    "main", { class: "ask" },
    h("p", { class: "whose" }, text("rate.visit", { number: rateable() })),
    h("h2", {}, text("rate.question")),
    step.problem && h("p", { class: "problem", role: "alert" }, step.problem),
    faces(step.score),
    h("p", { class: "hint" }, text("rate.voluntary")))
}

function render() {
  title("title.rate")
  if (refused) return draw(refusedNotice(refused))
  draw(
    connection === "old" && oldNotice(heardAt),
    h("div", { class: "page", inert: connection === "old" },
      h("header", {}, h("h1", {}, text("rate.at", { window: windowNumber })), h("p", {}, board ? inLanguage(board.hall) : ""), languageButtons()),
      body()))
}

/** `number`: the visit that was on the screen when somebody touched it; by now it may be another. */
async function send(score, number, words) {
  if (isSending) return
  isSending = true
  try {
    await change("Window.Rate", { window: windowNumber, number, score, words: words || undefined }, "device", 20)
    step = { name: "thanks", since: performance.now() }
  } catch (error) {
    const isOver = ["AlreadyRated", "NothingToRate"].includes(error.kind)
    step = isOver ? { name: "thanks", since: performance.now() } : { ...step, problem: sentence(error), since: performance.now() }
  } finally {
    isSending = false
  }
  render()
}

act({
  rate: (level) => {
    const score = Number(level)
    const number = rateable()
    if (isPoor(score)) step = { name: "words", score, number, reasons: new Set(), since: performance.now() }
    else send(score, number)
    render()
  },
  language: (chosen) => {
    setLanguage(chosen)
    render()
  },
  reason: (reason) => {
    if (!step.reasons.delete(reason)) step.reasons.add(reason)
    step.since = performance.now()
    render()
  },
  back: () => {
    step = { name: "asks" }
    render()
  },
  submit: () => send(step.score, step.number, written(step.reasons)),
})

setInterval(() => {
  const seconds = (performance.now() - (step.since ?? Infinity)) / 1000
  if (step.name === "thanks" && seconds > thanksSeconds) step = { name: "asks" }
  // A level was touched and the resident went: the rating counts, the words are voluntary.
  if (step.name === "words" && seconds > wordsSecondsMax) send(step.score, step.number, written(step.reasons))
  render()
}, 1000)
document.addEventListener("input", () => { step.since = performance.now() })

new Live("Hall.Board", { window: windowNumber }, "device", {
  show: (picture) => {
    board = picture
    heardAt = hallTime()
    render()
  },
  tell: (state, refusal) => {
    connection = state
    refused = refusal
    render()
  },
})
render()
