// Where the pages are: for whoever opens the daemon's address.

import { call, draw, h, inLanguage, isDemo, text, title } from "/assets/hall.js"

let hall

function render() {
  title("title.start")
  const windows = hall?.windows.map((one) => one.window) ?? []
  const many = (kind) =>
    h("p", { class: "windows" }, windows.map((one) => h("a", { href: `/${kind}/${one}` }, text("start.window", { window: one }))))
  const entry = (address, key, extra) =>
    h("li", {}, h("h2", {}, address ? h("a", { href: address }, text(`start.${key}`)) : text(`start.${key}`)), h("p", {}, text(`start.${key}.what`)), extra)
  draw(
    h(
      "main", {},
      h("h1", {}, hall ? inLanguage(hall.hall) : text("title.start")),
      h(
        "ul", {},
        entry("/kiosk", "kiosk"), entry(undefined, "window", many("window")), entry("/board", "board"),
        entry(undefined, "display", many("display")), entry(undefined, "rate", many("rate"))),
      !isDemo && h("p", { class: "hint" }, text("device.howTo"))))
}

render()
call("Hall.Describe").then((answer) => { hall = answer; render() }, () => {})
