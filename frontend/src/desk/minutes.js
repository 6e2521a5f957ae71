// Minutes keep themselves: a moment after the last key, when a box is left, and when the page is. Nobody overwrites unseen.
const PAUSE = 1500
const AGAIN = 5000

export function keepMinutes() {
  const forms = [...document.querySelectorAll("form[data-keeps]")]
  if (!forms.length) return
  const words = (name) => document.querySelector(`[data-words-${name}]`).textContent
  const shown = document.querySelector("template[data-overtaken]")

  forms.forEach((form) => {
    const box = form.elements.minutes
    const told = form.querySelector("[data-kept]")
    let timer = 0
    let sending = false
    let kept = state(form)

    const tell = (sentence, theirs) => {
      const before = form.querySelector("[data-theirs]")
      if (before) before.remove()
      const made = shown.content.cloneNode(true)
      made.querySelector("[data-sentence]").textContent = sentence
      made.querySelector("[data-words]").textContent = theirs
      form.insertBefore(made, form.querySelector(".field"))
    }

    const keep = async () => {
      clearTimeout(timer)
      const now = state(form)
      if (sending || now === kept) return
      sending = true
      told.textContent = words("keeping")
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
        const said = await answer.json()
        if (answer.ok) {
          kept = now
          form.elements.seen.value = said.seen
          told.textContent = said.words
          const before = form.querySelector("[data-theirs]")
          if (before) before.remove()
        } else {
          told.textContent = ""
          kept = now // not sent again by itself: the writer looks first
          if (said.seen) form.elements.seen.value = said.seen
          tell(said.sentence, said.theirs)
        }
      } catch (_fault) {
        told.textContent = words("failed")
        timer = setTimeout(keep, AGAIN)
      }
      sending = false
      if (state(form) !== now && form.contains(document.activeElement)) later()
    }
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(keep, PAUSE)
    }
    box.addEventListener("input", later)
    box.addEventListener("blur", keep)
    form.addEventListener("change", keep)
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      kept = null
      keep()
    })
    addEventListener("pagehide", () => {
      if (!sending && state(form) !== kept && navigator.sendBeacon) navigator.sendBeacon(form.action, new FormData(form))
    })
  })
}

const state = (form) => `${form.elements.minutes.value}\u0000${(form.querySelector("[name=outcome]:checked") || {}).value || ""}`
