// A photo box in an ordinary form: each photo travels as soon as it is chosen, and the form then carries its reference.
// Nothing is left behind on the device: an office computer has many users.

import { post } from "./post.js"
import { shrink } from "./shrink.js"
import { drawTile } from "./tile.js"

export const openPhotoBoxes = () =>
  document.querySelectorAll("form:not([data-report]) [data-strip]").forEach((strip) => openBox(strip, strip.closest("form")))

const openBox = (strip, form) => {
  const words = strip.dataset
  const addTile = strip.querySelector(".strip__add")
  const picker = addTile.querySelector("input")
  const problem = strip.querySelector("[data-problem]")
  const shots = []
  let queue = Promise.resolve()
  let leaving = false

  const room = () => Number(words.most) - shots.length - strip.querySelectorAll("input[type=checkbox]:checked").length
  const showRoom = () => {
    addTile.hidden = room() <= 0
  }
  const say = (sentence) => {
    problem.textContent = sentence
    problem.hidden = !sentence
  }

  const travel = (shot) => {
    if (shot.settled || shots.indexOf(shot) < 0) return Promise.resolve()
    const parcel = new FormData()
    parcel.append("photo", shot.blob, shot.name)
    parcel.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    shot.tile.progress(0)
    return post(words.ahead, parcel, shot.tile.progress)
      .then(({ status, data }) => {
        if (data.ref) {
          const carried = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: data.ref })
          shot.tile.element.append(carried)
          shot.tile.note("")
          shot.settled = true
        } else if (status === 422) {
          shot.tile.note("✕", true)
          say(data.sentence)
          shot.settled = true
        } else {
          shot.tile.note(words.waiting)
          if (data.sentence) say(data.sentence)
        }
      })
      .catch(() => shot.tile.note(words.waiting))
      .then(() => shot.tile.progress(1))
  }

  const add = (file) => {
    const shot = { name: file.name || "photo.jpg" }
    shots.push(shot)
    shot.tile = drawTile(addTile, words, () => {
      shots.splice(shots.indexOf(shot), 1)
      say("")
      showRoom()
    })
    shot.tile.progress(0)
    queue = queue
      .then(() => shrink(file))
      .then((blob) => {
        if (blob !== file) shot.name = shot.name.replace(/\.\w+$/, "") + ".jpg"
        shot.blob = blob
        shot.tile.show(blob)
        return travel(shot)
      })
    showRoom()
  }

  picker.addEventListener("change", () => {
    const files = Array.from(picker.files)
    const fitting = files.slice(0, Math.max(0, room()))
    say(fitting.length < files.length ? words.tooMany : "")
    fitting.forEach(add)
    picker.value = ""
  })
  strip.addEventListener("change", showRoom)

  // Who presses the button while photos are on their way goes when they have arrived.
  form.addEventListener("submit", (event) => {
    if (shots.every((shot) => shot.settled)) return
    event.preventDefault()
    if (leaving) return
    leaving = true
    const button = event.submitter || form.querySelector("button:not([type=button])")
    const again = () => shots.filter((shot) => !shot.settled).reduce((before, shot) => before.then(() => travel(shot)), Promise.resolve())
    queue = queue.then(again).then(() => {
      leaving = false
      if (shots.every((shot) => shot.settled)) button.click()
      else if (problem.hidden) say(words.waiting)
    })
  })
  showRoom()
}
