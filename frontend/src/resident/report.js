// The report page: what is typed is kept, photos travel ahead, and without a signal nothing is lost.

import { shrink } from "../ui/shrink.js"
import { drawTile } from "../ui/tile.js"
import { deliver, sendShot } from "./deliver.js"
import { drop, forget, freshKey, keep, load, put, take } from "./drafts.js"

const FIELDS = ["text", "category", "contact_name", "contact_phone", "confidential", "may_publish"]
const RETRY = 20000

export const openReport = (form) => {
  const says = document.querySelector("[data-words-for-script]").dataset
  const text = form.elements.text
  const state = form.querySelector("[data-state]")
  const button = form.querySelector("[data-send]")
  const problems = form.querySelector("[data-problems]")
  const strip = form.querySelector("[data-strip]").dataset
  const addTile = form.querySelector(".strip__add")
  const picker = addTile.querySelector("input")
  const firstState = state.textContent
  const most = Number(strip.most)
  let busy = false
  let sent = false
  let timer = 0

  const answered = form.hasAttribute("data-answered")
  const draft = (!answered && load(form.dataset.report)) || {
    url: form.dataset.report,
    photos: strip.ahead,
    key: answered ? form.elements.submission_key.value || freshKey() : freshKey(),
    fields: {},
    shots: [],
    pending: false,
  }

  // --- fields

  const read = () => {
    draft.fields = {}
    FIELDS.forEach((name) => {
      const field = form.elements[name]
      if (!field) return
      if (field.type === "checkbox") {
        if (field.checked) draft.fields[name] = "on"
      } else if (field.value) draft.fields[name] = field.value
    })
  }

  const write = () => {
    FIELDS.forEach((name) => {
      const field = form.elements[name]
      if (!field) return
      if (field.type === "checkbox") field.checked = Boolean(draft.fields[name])
      else field.value = draft.fields[name] || ""
    })
    if (draft.fields.contact_name || draft.fields.contact_phone) form.querySelector("details").open = true
  }

  const worthKeeping = () => Boolean(draft.fields.text || draft.fields.contact_name || draft.fields.contact_phone || draft.shots.length)

  const keepDraft = () => {
    if (sent) return
    read()
    if (worthKeeping()) keep(draft)
    else forget(draft)
  }

  const say = (words, waits) => {
    state.textContent = words
    state.className = waits ? "notice" : "soft small"
  }

  const showProblems = (sentences) => {
    problems.textContent = ""
    sentences.filter(Boolean).forEach((sentence) => {
      const line = document.createElement("p")
      line.className = "notice notice--bad"
      line.setAttribute("role", "alert")
      line.textContent = sentence
      problems.append(line)
    })
    if (sentences.length) problems.scrollIntoView({ block: "center" })
  }

  // --- photos

  const room = () => most - draft.shots.length - form.querySelectorAll("input[name=kept]:checked").length

  const showRoom = () => {
    addTile.hidden = room() <= 0
  }

  const draw = (shot) =>
    drawTile(addTile, strip, () => {
      draft.shots.splice(draft.shots.indexOf(shot), 1)
      drop(shot.id)
      keepDraft()
      showRoom()
    })

  const travel = (shot, tile) =>
    sendShot(draft, shot, draft.photos, tile.progress)
      .then((good) => {
        tile.progress(1)
        tile.note("")
        if (!good) {
          tile.note("✕", true)
          showProblems([shot.problem])
        }
      })
      .catch(() => {
        tile.progress(1)
        tile.note(strip.waiting)
      })

  // One after another: a weak signal carries one photo better than six at once.
  let queue = Promise.resolve()
  const add = (file) => {
    const shot = { id: freshKey(), name: file.name || "photo.jpg", ref: "" }
    draft.shots.push(shot)
    const tile = draw(shot)
    tile.progress(0)
    queue = queue
      .then(() => shrink(file))
      .then((blob) => {
        if (blob !== file) shot.name = shot.name.replace(/\.\w+$/, "") + ".jpg"
        tile.show(blob)
        if (draft.shots.indexOf(shot) < 0) return undefined
        return put(shot.id, blob).then(() => {
          keepDraft()
          return travel(shot, tile)
        })
      })
    showRoom()
  }

  picker.addEventListener("change", () => {
    const files = Array.from(picker.files)
    const fitting = files.slice(0, Math.max(0, room()))
    if (fitting.length < files.length) showProblems([strip.tooMany])
    fitting.forEach(add)
    picker.value = ""
  })

  // --- sending

  // What was sent from this page; a browser that fills the form again on the way back would offer it for a second time.
  const mark = "linli:sent:" + draft.url
  const remember = (words) => {
    try {
      sessionStorage.setItem(mark, words || "")
    } catch (error) {
      // then the words are offered again
    }
  }
  const clearWhatWasSent = () => {
    try {
      if (!sent && text.value && text.value === sessionStorage.getItem(mark)) {
        form.reset()
        keepDraft()
      }
    } catch (error) {
      // nothing remembered
    }
  }

  const wait = (words) => {
    busy = false
    button.disabled = false
    draft.pending = true
    keep(draft)
    say(words, true)
    button.lastChild.textContent = says.waitButton
    clearTimeout(timer)
    timer = setTimeout(() => document.visibilityState === "visible" && send(), RETRY)
  }

  const send = () => {
    if (busy || sent) return
    busy = true
    clearTimeout(timer)
    keepDraft()
    // Two at once would be one anyway, by the key; the button only shows that it was heard.
    button.disabled = true
    say(says.sending)
    showProblems([])
    queue
      .then(() => deliver(draft))
      .then((end) => {
        if (end.to) {
          sent = true
          forget(draft)
          remember(draft.fields.text)
          location.assign(end.to)
        } else if (end.problems) {
          busy = false
          button.disabled = false
          draft.pending = false
          keep(draft)
          say(firstState)
          showProblems(end.problems.concat(draft.shots.map((shot) => shot.problem)).filter((one, at, some) => one && some.indexOf(one) === at))
        } else wait(end.busy ? says.busy : says.waiting)
      })
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    // Photos that the server had kept from a page before travel on as they are.
    form.querySelectorAll("input[name=kept]:checked").forEach((kept) => {
      if (!draft.shots.some((shot) => shot.ref === kept.value)) {
        draft.shots.push({ id: freshKey(), name: "", ref: kept.value, sentAt: Date.now() })
      }
    })
    send()
  })
  form.addEventListener("input", keepDraft)
  form.addEventListener("change", keepDraft)
  addEventListener("pagehide", keepDraft)
  addEventListener("online", () => draft.pending && send())
  // Back from the receipt, a page that was put to sleep would still carry the old key and words.
  addEventListener("pageshow", (event) => (event.persisted && sent ? location.reload() : clearWhatWasSent()))

  if (!draft.at && !answered) clearWhatWasSent()
  if (Object.keys(draft.fields).length || draft.shots.length) {
    write()
    if (draft.fields.text) say(says.kept)
    draft.shots.forEach((shot) => {
      const tile = draw(shot)
      tile.note(shot.ref ? "" : strip.waiting)
      take(shot.id).then((blob) => blob && tile.show(blob))
    })
    showRoom()
    text.dispatchEvent(new Event("input", { bubbles: true }))
    if (draft.pending) send()
  } else if (text.value.trim() && !answered) {
    keepDraft() // the browser itself brought words back
  }
}
