// A resident's own ticket, behind the link of the slip's QR code: how many are ahead, called or not, and the rating.

import { act, call, change, clock, draw, h, hallName, inLanguage, languageButtons, sentence, setLanguage, text, title } from "/assets/hall.js"
import { faces, isPoor, wordsForm, written } from "/assets/rating.js"

const [, , day, number, code] = location.pathname.split("/")
const own = { number, day, code }
const secondsBetween = 5

let ticket
let problem
let isOld = false
let step = { name: "status" }

function state() {
  switch (ticket.state) {
    case "called":
      return h("section", { class: "now called", role: "alert" }, h("p", { class: "words" }, text("ticket.called", { window: ticket.window })))
    case "serving":
      return h("section", { class: "now" }, h("p", { class: "words" }, text("ticket.serving", { window: ticket.window })))
    case "waiting":
      return h(
        "section", { class: "now", "aria-live": "polite" },
        h("p", {}, text("ticket.ahead")),
        h("p", { class: "ahead" }, ticket.ahead),
        h("p", { class: "words" }, ticket.wait ? text("wait.range", { low: ticket.wait.lowMinutes, high: ticket.wait.highMinutes }) : text("wait.unknown")),
        ticket.targetWindow && h("p", {}, text("ticket.target", { window: ticket.targetWindow })),
        h("p", { class: "hint" }, text("ticket.listen")))
    default:
      return h(
        "section", { class: "now" },
        h("p", { class: "words" }, ticket.returnUntil ? text("materialsIncomplete", {}, "outcome") : text(`ticket.${ticket.state}`)),
        ticket.returnUntil && h("p", {}, text("ticket.returnUntil", { day: ticket.returnUntil })))
  }
}

function rating() {
  if (ticket.state !== "served") return null
  if (ticket.score || step.name === "thanks") return h("section", { class: "thanks", role: "status" }, h("h2", {}, text("rate.thanks")))
  if (step.name === "words") return h("section", {}, wordsForm(step.score, step.reasons))
  return h("section", {}, h("h2", {}, text("rate.question")), faces(), h("p", { class: "hint" }, text("rate.voluntary")))
}

function leaving() {
  if (ticket.state !== "waiting" && ticket.state !== "parked") return null
  if (step.name !== "leaving") return h("button", { class: "quiet", "data-do": "leave" }, text("ticket.leave"))
  return h(
    "section", { class: "sure", role: "alertdialog", "aria-labelledby": "sure" },
    h("p", { id: "sure" }, text("ticket.sure", { number })),
    h(
      "div", { class: "row" },
      h("button", { class: "quiet", "data-do": "status" }, text("ticket.stay")),
      h("button", { class: "primary", "data-do": "cancel" }, text("ticket.confirm"))))
}

function render() {
  title("title.ticket")
  draw(
    h(
      "main", {},
      languageButtons(),
      h("p", { class: "hall" }, hallName),
      isOld && h("p", { class: "problem", role: "status" }, text("connection.lost")),
      problem && h("p", { class: "problem", role: "alert" }, problem),
      ticket &&
        [
          h("h1", {}, h("span", { class: "visually-hidden" }, text("kiosk.yourNumber"), " "), h("span", { class: "number" }, ticket.number)),
          h("p", { class: "what" }, inLanguage(ticket.serviceName)),
          h("p", { class: "hint" }, text("ticket.taken", { time: clock(new Date(ticket.issuedAt)) })),
          state(), rating(), leaving(),
        ]))
}

async function look() {
  if (document.hidden) return
  try {
    ticket = (await call("Queue.Show", own)).ticket
    isOld = false
    if (step.name === "status") problem = undefined
  } catch (error) {
    if (error.kind === "UnknownTicket") {
      ticket = undefined
      problem = text("ticket.unknown")
    } else {
      isOld = true
    }
  }
  render()
}

async function carryOut(operation, parameters, after) {
  try {
    ticket = (await change(operation, { ...own, ...parameters }, "device", 20)).ticket
    step = after
    problem = undefined
    await look()
  } catch (error) {
    problem = sentence(error)
  }
  render()
}

const rate = (score, words) => carryOut("Queue.Rate", { score, words: words || undefined }, { name: "thanks" })

act({
  language: (chosen) => { setLanguage(chosen); render() },
  status: () => { step = { name: "status" }; render() },
  leave: () => { step = { name: "leaving" }; render() },
  cancel: () => carryOut("Queue.Cancel", {}, { name: "status" }),
  rate: (level) => {
    const score = Number(level)
    if (isPoor(score)) step = { name: "words", score, reasons: new Set() }
    else rate(score)
    render()
  },
  reason: (reason) => {
    if (!step.reasons.delete(reason)) step.reasons.add(reason)
    render()
  },
  back: () => { step = { name: "status" }; render() },
  submit: () => rate(step.score, written(step.reasons)),
})
setInterval(look, secondsBetween * 1000)
document.addEventListener("visibilitychange", look)
look()
