// While one types: cases like it near here. "The same here" takes along what was typed.
import { freshKey, keep, load } from "./drafts.js"

const FIELDS = ["text", "category", "contact_name", "contact_phone", "confidential", "may_publish"]

const joinUrl = (form, number) => {
  const url = form.dataset.report
  return url + (url.indexOf("?") < 0 ? "?" : "&") + "join=" + encodeURIComponent(number)
}

// The words go over to the page of the matter that is joined, as if they had been begun there.
const carry = (form, number) => {
  const fields = {}
  FIELDS.forEach((name) => {
    const field = form.elements[name]
    if (!field) return
    if (field.type === "checkbox") {
      if (field.checked) fields[name] = "on"
    } else if (field.value) fields[name] = field.value
  })
  const url = joinUrl(form, number)
  const before = load(form.dataset.report)
  const shots = before ? before.shots : []
  if (fields.text || shots.length) keep({ url, photos: form.dataset.photos, key: freshKey(), fields, shots, pending: false })
  location.assign(url)
}

export const showAlike = (form) => {
  const found = document.querySelector("[data-alike-found]")
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-join]")
    if (!button) return
    event.preventDefault()
    carry(form, button.dataset.join)
  })
  if (!form.dataset.alike) return
  const hint = form.querySelector("[data-alike-hint]")
  let timer = 0
  let turn = 0
  const ask = () => {
    const sent = new FormData()
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    sent.append("here", form.dataset.here)
    sent.append("text", form.elements.text.value)
    sent.append("category", form.elements.category.value)
    const mine = ++turn
    return fetch(form.dataset.alike, { method: "POST", body: sent, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((words) => {
        if (mine !== turn || found.innerHTML === words) return
        found.innerHTML = words
        const shown = [...found.querySelectorAll("[data-join]")].map((button) => button.dataset.join)
        hint.hidden = !shown.length
        document.querySelectorAll(".nearby:not(.nearby--alike) [data-join]").forEach((button) => {
          button.closest("li").hidden = shown.includes(button.dataset.join)
        })
      })
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => ask().catch(() => {}), 700)
  }
  form.elements.text.addEventListener("input", later)
  form.elements.category.addEventListener("change", later)
  if (form.elements.text.value) later() // what was begun before the page was loaded again counts as typed
}
