// The hall at a glance: what is wrong, who waits and whether that is usual, windows, printers and devices.

import { h, inLanguage, look, text } from "/assets/hall.js"
import { bar, minutesWords, moment, table } from "/assets/sheets.js"

export function todaySection(page) {
  let now

  async function load() {
    const [status, queues, devices, tally] = await Promise.all([
      look("Hall.Status", {}, "staff"), look("Tally.Now", {}, "staff"), look("Device.List", {}, "staff"), look("Tally.Day", {}, "staff"),
    ])
    page.know(status)
    now = { status, queues, devices: devices.devices, tally }
  }

  const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value))

  /** Of whoever waits now: medians know of those alone who have been called. */
  const longest = () => Math.max(...now.queues.categories.map((one) => one.longestWaitSeconds ?? -1))

  function figures() {
    const { status, tally } = now
    return h(
      "dl", { class: "glance" },
      figure(text("waiting", {}, "state"), status.waiting), figure(text("admin.longestNow"), longest() < 0 ? "–" : minutesWords(longest())),
      figure(text("called", {}, "state"), status.called),
      figure(text("serving", {}, "state"), status.serving),
      figure(text("admin.issued"), tally.issued), figure(text("admin.served"), tally.served),
      figure(text("noShow", {}, "state"), tally.noShow), figure(text("admin.waitMedian"), minutesWords(tally.wait?.median)),
      figure(text("admin.waitP90"), minutesWords(tally.wait?.p90)))
  }

  function alarmWords(alarm) {
    const trouble = alarm.trouble && text(alarm.trouble, {}, "trouble")
    const detail = [alarm.device, trouble, alarm.detail].filter(Boolean).join(text("admin.colon"))
    return text(alarm.name, { detail }, "alarm")
  }

  /** Where something can be done about it. */
  const sectionOf = { overdue: "cases", signOff: "denials", followUps: "followUps", report: "reports", longService: "tickets" }

  function alarms() {
    const { alarms, day } = now.status
    return h(
      "section", { class: alarms.length ? "panel alarms some" : "panel alarms", "data-key": "alarms" },
      h("h2", {}, text("admin.alarms"), alarms.length > 0 && h("b", { class: "count" }, alarms.length)),
      alarms.length === 0 && h("p", { class: "hint" }, text("admin.noAlarms")),
      h("ul", {}, alarms.map((one) => h("li", {}, h("span", {}, alarmWords(one), sectionOf[one.name] && [" ", h("a", { href: `#${sectionOf[one.name]}` }, text("admin.goThere"))]), h("small", {}, text("admin.since", { time: moment(one.since, day) }))))))
  }

  const shown = (figure) => (figure === undefined || figure === null ? "–" : String(Math.round(figure * 10) / 10))

  function categories() {
    const { categories, comparedWith } = now.queues
    const most = Math.max(1, ...categories.flatMap((one) => [one.waiting, one.usualWaiting ?? 0]))
    return h(
      "section", { class: "panel", "data-key": "categories" },
      h("h2", {}, text("admin.waitingByCategory")),
      table(
        text("admin.waitingByCategory"),
        [
          text("admin.category"), { heading: text("waiting", {}, "state"), figures: true },
          h("span", { class: "visually-hidden" }, text("admin.bar")), { heading: text("admin.usual"), figures: true },
          { heading: text("admin.longest"), figures: true }, { heading: text("admin.issued"), figures: true }, { heading: text("admin.usual"), figures: true },
        ],
        categories.map((one) => [
          [h("b", { class: "prefix", "data-colour": one.colour }, one.prefix), " ", inLanguage(one.name)], one.waiting,
          bar(one.waiting, one.usualWaiting, most), shown(one.usualWaiting), minutesWords(one.longestWaitSeconds), one.issued, shown(one.usualIssued),
        ])),
      h(
        "p", { class: "hint" },
        comparedWith.length ? text("admin.comparedWith", { days: comparedWith.join(text("list.comma")) }) : text("admin.nothingToCompare")))
  }

  function windows() {
    return h(
      "section", { class: "panel", "data-key": "windows" },
      h("h2", {}, text("admin.windows")),
      table(
        text("admin.windows"), [text("admin.window"), text("admin.state"), text("admin.member"), text("window.inHand")],
        now.status.windows.map((one) => [
          one.window, [h("span", { class: `state ${one.state}` }, text(one.state, {}, "state")), one.reason && ` ${one.reason}`],
          one.staff ? page.staffName(one.staff) : "", one.current ? h("b", { class: "number" }, one.current) : "",
        ])))
  }

  function devices() {
    return h(
      "section", { class: "panel", "data-key": "devices" },
      h("h2", {}, text("admin.devices")),
      now.devices.length === 0
        ? h("p", { class: "hint" }, text("admin.noDevices"))
        : table(
          text("admin.devices"), [text("admin.device"), text("admin.profile"), text("admin.state"), text("admin.sinceHead")],
          now.devices.map((one) => [
            one.name, one.profile,
            [h("span", { class: `state ${one.state}` }, text(one.state, {}, "state")), one.trouble && ` ${text(one.trouble, {}, "trouble")}`, one.detail && ` ${one.detail}`],
            moment(one.since, now.status.day),
          ])))
  }

  return {
    load,
    draw: () => (now ? [alarms(), figures(), h("div", { class: "panels" }, categories(), h("div", { class: "column" }, windows(), devices()))] : null),
    actions: {},
  }
}
