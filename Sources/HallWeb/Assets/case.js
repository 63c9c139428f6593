// A resident's own case, behind the link of the receipt's QR code: where it stands, since when, and until when.

import { act, call, clock, draw, h, hallName, inLanguage, languageButtons, setLanguage, text, title } from "/assets/hall.js"

const [, , number, code] = location.pathname.split("/")
const secondsBetween = 60

let one
let problem
let isOld = false

const date = (day) => clock(new Date(day), { year: "numeric", month: "long", day: "numeric" })

function limit() {
  if (one.decidedOn) return text("case.decided", { day: date(one.decidedOn) })
  if (one.due === "suspended") return text("case.suspended")
  return one.dueOn ? text("case.promised", { day: date(one.dueOn) }) : ""
}

function course() {
  return h(
    "ol", { class: "course", "aria-label": text("case.course") },
    [...one.course].reverse().map((step) =>
      h("li", {}, h("b", {}, text(step.state, {}, "caseState")), h("time", { datetime: step.at }, date(step.at)), step.reason && h("p", {}, step.reason))))
}

function render() {
  title("title.case")
  draw(
    h(
      "main", {},
      languageButtons(),
      h("p", { class: "hall" }, hallName),
      isOld && h("p", { class: "problem", role: "status" }, text("connection.lost")),
      problem && h("p", { class: "problem", role: "alert" }, problem),
      one && [
        h("h1", {}, text("case.title", { case: one.case })),
        h("p", { class: "what" }, inLanguage(one.serviceName)),
        h(
          "section", { class: "now", "aria-live": "polite" },
          h("p", { class: "state" }, text(one.state, {}, "caseState")),
          h("p", {}, text(`case.${one.state}`)),
          h("p", { class: "words" }, limit())),
        course(),
      ]))
}

async function look() {
  if (document.hidden) return
  try {
    one = (await call("Case.Show", { case: number, code })).case
    problem = undefined
    isOld = false
  } catch (error) {
    if (error.kind === "UnknownCase" || error.kind === "InvalidParameter") {
      one = undefined
      problem = text("case.unknown")
    } else {
      isOld = true
    }
  }
  render()
}

act({ language: (chosen) => { setLanguage(chosen); render() } })
setInterval(look, secondsBetween * 1000)
document.addEventListener("visibilitychange", look)
look()
