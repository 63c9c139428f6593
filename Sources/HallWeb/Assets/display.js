// The display over a window: whom it calls, and what it does when it calls nobody.

import { Live, around, draw, h, hallTime, inLanguage, oldNotice, refusedNotice, text, title, windowNumber } from "/assets/hall.js"
import { callAt, isFlashing } from "/assets/calls.js"

let board
let connection
let refused
let heardAt

function sign(words, extra) {
  return h("main", { class: `sign ${extra}` }, words)
}

/** In Chinese and English: whoever is called reads one of them. */
function bilingual(key, values) {
  const language = document.documentElement.lang
  const other = language === "en" ? "zh-Hans" : "en"
  return h("p", { class: "words" }, text(key, values), h("small", { lang: other }, text(key, values, "page", other)))
}

function plate(window) {
  return h(
    "main", { class: "plate" },
    h("ul", {}, window.services.slice(0, 4).map((name) => h("li", {}, inLanguage(name)))),
    bilingual("display.idle"))
}

function called(call) {
  const isServing = call.state === "serving"
  return h(
    "main", { class: `call ${isFlashing(call) ? "flashing" : ""} ${isServing ? "serving" : ""}` },
    h("p", { class: "number" }, call.number),
    bilingual(isServing ? "display.serving" : "display.please", { window: windowNumber }),
    h("p", { class: "what" }, inLanguage(call.name)))
}

function body(window) {
  const call = callAt(window, board.calls)
  if (call) return called(call)
  if (window.state === "paused") return sign(bilingual("display.paused"), "paused")
  if (window.state === "closed") return sign(bilingual("display.closed"), "closed")
  return plate(window)
}

function render() {
  title("title.display")
  if (refused) return draw(refusedNotice(refused))
  if (!board) return draw(h("main", { class: "sign" }, h("p", { class: "words" }, connection === "old" ? text("connection.lost") : "")))
  const window = board.windows.find((one) => one.window === windowNumber)
  if (!window) return
  draw(
    connection === "old" && oldNotice(heardAt),
    h(
      "div", { class: "page" },
      h(
        "header", {},
        h("h1", { class: "window" }, around("window.at", "window", h("b", {}, windowNumber))),
        h("p", { class: "hall" }, inLanguage(board.hall))),
      body(window)))
}

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
// What is shown depends on the time as well.
setInterval(render, 1000)
render()
