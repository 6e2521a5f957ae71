// What the page understands while one types: the kind of matter, what to do at once in danger, and how much room is left.

// The same reckoning as cases/suggest.py: every phrase counts its length, a phrase within a longer one does not count.
const suggest = (words, kinds) => {
  const said = words.toLowerCase()
  const scored = kinds
    .map((kind) => {
      const found = kind.words.filter((phrase) => said.indexOf(phrase.toLowerCase()) >= 0)
      const whole = found.filter((one) => !found.some((other) => other !== one && other.indexOf(one) >= 0))
      return { kind, score: whole.reduce((sum, phrase) => sum + phrase.length, 0) }
    })
    .sort((one, other) => other.score - one.score)
  return scored.length && scored[0].score >= 2 && !(scored[1] && scored[1].score === scored[0].score) ? scored[0].kind : null
}

export const listen = (form) => {
  const says = document.querySelector("[data-words-for-script]").dataset
  const text = form.elements.text
  const category = form.elements.category
  const understood = form.querySelector("[data-understood]")
  const alarm = form.querySelector("[data-alarm]")
  const counter = form.querySelector("[data-counter]")
  const longest = Number(form.dataset.longest)
  let kinds = null
  let asked = null
  let timer = 0

  const vocabulary = () => {
    if (!asked) {
      asked = fetch(form.dataset.words, { credentials: "same-origin" })
        .then((answer) => answer.json())
        .then((data) => {
          kinds = data.kinds
        })
        .catch(() => {
          asked = null
        })
    }
    return asked
  }

  const show = () => {
    if (!kinds) return
    const chosen = kinds.filter((kind) => kind.code === category.value)[0]
    const heard = chosen || suggest(text.value, kinds)
    understood.hidden = Boolean(chosen) || !heard
    understood.querySelector("b").textContent = heard ? heard.name : ""
    const warning = heard ? heard.alarm : ""
    if (alarm.lastElementChild.textContent !== warning) alarm.lastElementChild.textContent = warning
    alarm.hidden = !warning
  }

  const count = () => {
    const left = longest - Array.from(text.value.trim()).length
    counter.hidden = left > 500
    counter.textContent = (left < 0 ? says.over : says.left).replace("{count}", Math.abs(left))
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => vocabulary().then(show), 350)
    count()
  }
  text.addEventListener("input", later)
  category.addEventListener("change", later)

  const examples = (text.dataset.examples || "").split("|")
  const still = window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches
  if (examples[0] && !still && !form.querySelector(".notice .icon")) {
    examples.push(text.placeholder)
    let at = 0
    setInterval(() => {
      if (!text.value && document.activeElement !== text) text.placeholder = examples[at++ % examples.length]
    }, 5000)
  }
}
