// The five levels, in their fixed order, and a few words where something was wrong.

import { h, pictogram, text } from "/assets/hall.js"

export const levels = [5, 4, 3, 2, 1]
export const isPoor = (score) => score <= 2
const reasons = ["wait", "manner", "unclear", "twice"]

export function faces(chosen) {
  return h(
    "div", { class: "faces", role: "group", "aria-label": text("rate.question") },
    levels.map((score) =>
      h(
        "button",
        { class: `face face-${score}`, "data-do": `rate ${score}`, "aria-pressed": String(chosen === score) },
        pictogram(`face-${score}`),
        h("span", {}, text(`score.${score}`)))))
}

/** `chosen`: the reasons touched so far. */
export function wordsForm(score, chosen) {
  return h(
    "form", { class: "words-form", "data-key": "words-form" },
    h("h2", {}, text("rate.why", { score: text(`score.${score}`) })),
    h("p", { class: "hint" }, text("rate.voluntary")),
    h(
      "div", { class: "reasons" },
      reasons.map((reason) =>
        h(
          "button",
          { type: "button", class: "reason", "data-do": `reason ${reason}`, "aria-pressed": String(chosen.has(reason)) },
          text(`reason.${reason}`)))),
    h("label", { for: "words" }, text("rate.words")),
    h("textarea", { id: "words", maxlength: "300", rows: "2" }),
    h(
      "div", { class: "row" },
      h("button", { type: "button", class: "quiet", "data-do": "back" }, text("button.back")),
      h("button", { type: "button", class: "primary", "data-do": "submit" }, text("rate.submit"))))
}

export function written(chosen) {
  const typed = document.getElementById("words")?.value.trim() ?? ""
  return [...[...chosen].map((reason) => text(`reason.${reason}`)), typed].filter(Boolean).join("；")
}
