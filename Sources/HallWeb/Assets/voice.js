// What the kiosk says. The daemon speaks; where it cannot, the kiosk stays silent.

import { currentLanguage } from "/assets/hall.js"

let playing
let isOn = false

export const isVoiceOn = () => isOn

export function setVoice(on) {
  isOn = on
  if (!on) hush()
}

export function hush() {
  playing?.pause()
  playing = undefined
}

/** Sentences one after another; what is being said makes way for it. */
export async function say(...sentences) {
  hush()
  if (!isOn) return
  const language = currentLanguage()
  const mine = new Audio()
  playing = mine
  for (const sentence of sentences.flat().filter(Boolean)) {
    if (playing !== mine) return
    mine.src = `/speech?${new URLSearchParams({ language, text: sentence, as: "device" })}`
    try {
      await mine.play()
    } catch {
      continue
    }
    await new Promise((resolve) => {
      mine.onended = mine.onerror = mine.onpause = resolve
    })
  }
}

/** A number as it is called: A001 is A, 0, 0, 1. */
export const spelled = (number) => [...number].join(" ")
