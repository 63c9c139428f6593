// When a call is shown, and how: the window's display and the hall's board agree.

import { secondsSince } from "/assets/hall.js"

/** Shown at least this long, whatever becomes of it. */
const shownSecondsMin = 30
/** For people who do not hear: it stands out for this long, at less than one change a second. */
const flashSeconds = 10

export const isFlashing = (call) => !call.silent && call.state === "called" && secondsSince(call.lastCalledAt) < flashSeconds

/** Called and not yet begun, or too fresh to go. */
export function isShown(call) {
  return call.state === "called" || secondsSince(call.lastCalledAt) < shownSecondsMin
}

/** What a window's display shows: the ticket in hand, or the last one for as long as it must stay. */
export function callAt(window, calls) {
  const own = calls.filter((call) => call.window === window.window)
  return own.find((call) => call.number === window.current) ?? own.find(isShown)
}
