// Signing in by id and PIN, wherever a page asks for it.

import { h, sentence, session, text } from "/assets/hall.js"

/** The form: `state` is {staff, problem?, isChecking?}. */
export function signInForm(heading, state) {
  return h(
    "main", { class: "sign-in" },
    h(
      "form", { class: "card", "data-key": "sign-in" },
      h("h2", {}, heading),
      state.problem && h("p", { class: "problem", role: "alert" }, state.problem),
      h("label", { for: "staff" }, text("signIn.staff")),
      h("input", { id: "staff", autocomplete: "username", value: state.staff || undefined, autofocus: true }),
      h("label", { for: "pin" }, text("signIn.pin")),
      h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "current-password" }),
      h("button", { type: "button", class: "primary", "data-do": "signIn", disabled: state.isChecking }, text("signIn.go"))))
}

let isChecking = false

/** Tries what is typed, once. `show(state)` draws the form as it stands; `begin(who)` goes on. */
export async function signInTyped(show, begin) {
  const staff = document.getElementById("staff").value.trim()
  const pin = document.getElementById("pin").value
  if (!staff || !pin || isChecking) return
  isChecking = true
  show({ staff, isChecking: true })
  let problem
  try {
    await begin(await session.signIn(staff, pin))
  } catch (error) {
    problem = sentence(error)
  }
  isChecking = false
  show(problem ? { staff, problem } : { staff: "" })
  const field = document.getElementById("pin")
  if (!field) return
  field.value = ""
  field.focus()
}
