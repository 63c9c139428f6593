// The hall's board: the last calls, how many wait, and what every window does.

import { Live, around, clock, closedWords, draw, h, hallTime, inLanguage, oldNotice, pictogram, refusedNotice, text, title } from "/assets/hall.js"
import { callAt, isFlashing, isShown } from "/assets/calls.js"

const noticeSeconds = 10

let board
let connection
let refused
let heardAt

function header() {
  const now = hallTime()
  return h(
    "header", {},
    h("h1", {}, inLanguage(board.hall)),
    h(
      "p", { class: "time" },
      h("span", {}, clock(now, { month: "long", day: "numeric", weekday: "short" })), " ", h("b", {}, clock(now))))
}

function lastCalls() {
  // Whoever is to come now stands above those who have been.
  const now = board.calls.filter(isShown)
  const shown = [...now, ...board.calls.filter((call) => !now.includes(call))].slice(0, 6)
  return h(
    "section", { class: "calls", "aria-label": text("board.calls") },
    h("h2", {}, h("span", {}, text("board.number")), h("span", {}, text("board.goTo"))),
    shown.length === 0 && h("p", { class: "nobody" }, text("board.nobody")),
    h(
      "ol", {},
      shown.map((call, index) =>
        h(
          "li", { class: `${isFlashing(call) ? "flashing" : ""} ${index === 0 && now.length ? "newest" : ""} ${now.includes(call) ? "" : "over"}` },
          h("span", { class: "number" }, call.number),
          h("span", { class: "what" }, inLanguage(call.name)),
          h("span", { class: "to" }, "→ ", around("window.at", "window", h("b", {}, call.window)))))))
}

function waiting() {
  return h(
    "section", { class: "waiting", "aria-label": text("board.waiting") },
    h("h2", {}, h("span", {}, text("board.waiting")), h("span", {}, text("people.count", { count: board.waiting }))),
    h(
      "ul", {},
      board.categories.map((one) =>
        h(
          "li", { "data-colour": one.colour },
          h("span", { class: "picture" }, pictogram(one.pictogram)),
          h("span", { class: "name" }, h("b", {}, one.prefix), " ", inLanguage(one.name)),
          h("span", { class: "count" }, one.waiting)))))
}

function windowCard(window) {
  const call = callAt(window, board.calls)
  // In hand, whether it was called here or not.
  const number = call?.number ?? window.current
  const words =
    window.state === "paused" ? text("board.paused")
    : window.state === "closed" ? text("board.closed")
    : window.services.map((name) => inLanguage(name)).join(" · ")
  return h(
    "li", { class: number ? `busy ${call && isFlashing(call) ? "flashing" : ""}` : window.state },
    h("b", { class: "which" }, window.window),
    number ? h("span", { class: "number" }, number) : h("span", { class: "does" }, words))
}

const lastCallsShown = 10

/** As many as fit, one lot after another. */
function lastCalled() {
  const lots = Math.ceil(board.lastCall.length / lastCallsShown)
  const first = (Math.floor(Date.now() / 1000 / noticeSeconds) % lots) * lastCallsShown
  return board.lastCall.slice(first, first + lastCallsShown)
}

/** One after another, each long enough to read; nothing moves while it is read. */
function notice() {
  const all = board.notices
  const closed = !board.open && closedWords(board.opensAt)
  // For whom it is now or never: before everything else.
  if (board.lastCall) return h("footer", { class: "last-call" }, h("p", { role: "alert" }, text("board.lastCall", { numbers: lastCalled().join(" ") })))
  const words = closed || (all.length && inLanguage(all[Math.floor(Date.now() / 1000 / noticeSeconds) % all.length]))
  return h("footer", {}, h("p", {}, words || text("board.listen")))
}

function render() {
  title("title.board")
  if (refused) return draw(refusedNotice(refused))
  if (!board) return draw(h("main", { class: "empty" }, connection === "old" ? text("connection.lost") : ""))
  draw(
    connection === "old" && oldNotice(heardAt),
    h(
      "div", { class: "page" }, header(),
      h("main", {}, lastCalls(), waiting()),
      h(
        "section", { class: "windows", "aria-label": text("board.windows") },
        h("ul", { "data-count": board.windows.length > 12 ? "many" : "few" }, board.windows.map(windowCard))),
      notice()))
}

new Live("Hall.Board", {}, "device", {
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
setInterval(render, 1000)
render()
