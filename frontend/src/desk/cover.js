// Boxes over a photo that is to stand in public: drawn, moved, pulled and removed. The numbers in the form are what is sent.
const SIDES = ["left", "top", "width", "height"]
const LEAST = 1 // per cent
const held = (value, least, most) => Math.min(Math.max(value, least), most)

export function coverPhotos() {
  const form = document.querySelector("form[data-cover]")
  if (!form || !window.PointerEvent) return
  const stage = form.querySelector("[data-stage]")
  const rows = [...form.querySelectorAll("[data-box]")].map((row) => SIDES.map((side) => row.querySelector(`[name$="-${side}"]`)))
  const shown = new Map()

  const read = (row) => row.map((input) => parseFloat(input.value))
  const used = (row) => read(row).every((part) => !Number.isNaN(part)) && row[2].value > 0 && row[3].value > 0
  const write = (row, [left, top, width, height]) => {
    const w = held(width, LEAST, 100)
    const h = held(height, LEAST, 100)
    const said = [held(left, 0, 100 - w), held(top, 0, 100 - h), w, h]
    row.forEach((input, n) => { input.value = said[n].toFixed(1) })
    draw(row)
  }
  const remove = (row) => {
    row.forEach((input) => { input.value = "" })
    draw(row)
    stage.focus()
  }

  const draw = (row) => {
    let box = shown.get(row)
    if (!used(row)) {
      if (box) box.remove()
      shown.delete(row)
      return
    }
    if (!box) {
      box = document.createElement("div")
      box.className = "cover__box"
      box.tabIndex = 0
      box.setAttribute("role", "group")
      box.setAttribute("aria-label", `${stage.dataset.word} ${rows.indexOf(row) + 1}`)
      box.innerHTML = '<button type="button" class="cover__gone" tabindex="-1">×</button><span class="cover__corner"></span>'
      box.firstChild.setAttribute("aria-label", "×")
      box.firstChild.addEventListener("click", () => remove(row))
      box.addEventListener("keydown", (event) => byKey(event, row))
      stage.appendChild(box)
      shown.set(row, box)
    }
    read(row).forEach((part, n) => { box.style[SIDES[n]] = `${part}%` })
  }

  const byKey = (event, row) => {
    const step = event.shiftKey ? [0, 0, 1, 1] : [1, 1, 0, 0]
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (event.key === "Delete" || event.key === "Backspace") remove(row)
    else if (way) write(row, read(row).map((part, n) => part + way[n % 2] * step[n]))
    else return
    event.preventDefault()
  }

  const at = (event) => {
    const area = stage.getBoundingClientRect()
    return [held(((event.clientX - area.left) / area.width) * 100, 0, 100), held(((event.clientY - area.top) / area.height) * 100, 0, 100)]
  }

  stage.tabIndex = -1
  stage.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest(".cover__gone")) return
    const box = event.target.closest(".cover__box")
    const row = box ? [...shown.keys()].find((one) => shown.get(one) === box) : rows.find((one) => !used(one))
    if (!row) return
    event.preventDefault()
    const [x, y] = at(event)
    const was = box ? read(row) : [x, y, 0, 0]
    const pulled = !box || event.target.classList.contains("cover__corner")
    const move = (to) => {
      const [nx, ny] = at(to)
      if (!box) {
        if (Math.abs(nx - x) > LEAST || Math.abs(ny - y) > LEAST || shown.has(row)) write(row, [Math.min(x, nx), Math.min(y, ny), Math.abs(nx - x), Math.abs(ny - y)])
      } else if (pulled) write(row, [was[0], was[1], Math.min(was[2] + nx - x, 100 - was[0]), Math.min(was[3] + ny - y, 100 - was[1])])
      else write(row, [was[0] + nx - x, was[1] + ny - y, was[2], was[3]])
    }
    const end = () => {
      stage.removeEventListener("pointermove", move)
      stage.removeEventListener("pointerup", end)
      stage.removeEventListener("pointercancel", end)
      if (shown.has(row)) shown.get(row).focus({ preventScroll: true })
    }
    stage.setPointerCapture(event.pointerId)
    stage.addEventListener("pointermove", move)
    stage.addEventListener("pointerup", end)
    stage.addEventListener("pointercancel", end)
  })

  rows.forEach((row) => {
    row.forEach((input) => input.addEventListener("input", () => draw(row)))
    draw(row)
  })
}
