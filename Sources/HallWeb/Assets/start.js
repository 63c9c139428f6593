// Where the pages are: for whoever opens the daemon's address.

import { draw, h, hallName, isDemo, text, title, windowNumbers } from "/assets/hall.js"

function render() {
  title("title.start")
  const many = (kind) =>
    h("p", { class: "windows" }, windowNumbers.map((one) => h("a", { href: `/${kind}/${one}` }, text("window.at", { window: one }))))
  const entry = (address, key, extra) =>
    h("li", {}, h("h2", {}, address ? h("a", { href: address }, text(`start.${key}`)) : text(`start.${key}`)), h("p", {}, text(`start.${key}.what`)), extra)
  draw(
    h(
      "main", {},
      h("h1", {}, hallName),
      h(
        "ul", {},
        entry("/kiosk", "kiosk"), entry(undefined, "window", many("window")), entry("/board", "board"),
        entry(undefined, "display", many("display")), entry(undefined, "rate", many("rate")), entry("/admin", "admin")),
      !isDemo && h("p", { class: "hint" }, text("device.howTo"))))
}

render()
