// What the page understands while one types: the kind of matter, what to do at once in danger, and how much room is left.

// The same reckoning as cases/suggest.py: Chinese counts by character and anywhere, English by whole words, two each;
// a phrase within a longer one does not count; of two that score the same, the weightiest phrase, then the more phrases.
const latin = (text) => " " + (text.toLowerCase().match(/[a-z0-9]+/g) || []).join(" ") + " "
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text)
const weight = (phrase) => (isAscii(phrase) ? 2 * phrase.split(/\s+/).filter(Boolean).length : phrase.length)

const suggest = (words, kinds) => {
  const said = words.toLowerCase()
  const foreign = latin(words)
  const isSaid = (phrase) => {
    if (!isAscii(phrase)) return said.indexOf(phrase) >= 0
    const whole = latin(phrase).replace(/ $/, "")
    return foreign.indexOf(whole + " ") >= 0 || foreign.indexOf(whole + "s ") >= 0
  }
  const fits = []
  kinds.forEach((kind) => {
    const found = kind.words.map((phrase) => phrase.toLowerCase()).filter((one, at, all) => all.indexOf(one) === at && isSaid(one))
    const weights = found.filter((one) => !found.some((other) => other !== one && other.indexOf(one) >= 0)).map(weight)
    if (weights.length) fits.push({ kind, by: [weights.reduce((sum, one) => sum + one, 0), Math.max.apply(null, weights), weights.length] })
  })
  const compare = (one, other) => other.by[0] - one.by[0] || other.by[1] - one.by[1] || other.by[2] - one.by[2]
  fits.sort(compare)
  return fits.length && fits[0].by[0] >= 2 && !(fits[1] && compare(fits[0], fits[1]) === 0) ? fits[0].kind : null
}

// The proof that the words name, by the longest of its names: as `DutyRules.proof_named` finds it.
const proofAsked = (words, proofs) => {
  const said = words.toLowerCase()
  let found = ""
  let longest = 0
  proofs.forEach((one) => one.names.forEach((name) => {
    if (name.length > longest && said.indexOf(name) >= 0) {
      found = one.say
      longest = name.length
    }
  }))
  return found
}

export const listen = (form) => {
  const says = document.querySelector("[data-words-for-script]").dataset
  const text = form.elements.text
  const category = form.elements.category
  const understood = form.querySelector("[data-understood]")
  const alarm = form.querySelector("[data-alarm]")
  const counter = form.querySelector("[data-counter]")
  const longest = Number(form.dataset.longest)
  const proof = form.querySelector("[data-proof]")
  let kinds = null
  let proofs = []
  let proofsKind = ""
  let asked = null
  let timer = 0

  const vocabulary = () => {
    if (!asked) {
      asked = fetch(form.dataset.words, { credentials: "same-origin" })
        .then((answer) => answer.json())
        .then((data) => {
          kinds = data.kinds
          proofs = data.proofs
          proofsKind = data.proofs_kind
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
    const asked = !category.value || category.value === proofsKind ? proofAsked(text.value, proofs) : ""
    if (proof.lastElementChild.textContent !== asked) proof.lastElementChild.textContent = asked
    proof.hidden = !asked
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
