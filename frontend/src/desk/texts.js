// Standard texts: shown before they are inserted, and inserted where one was writing, without leaving the page.
const UNIT_LATER = "〔〕"

export function insertTexts() {
  document.querySelectorAll("[data-texts]").forEach((part) => {
    const form = part.closest("form")
    const box = form && form.querySelector("textarea[name=words]")
    const select = part.querySelector("select")
    const shown = part.querySelector("[data-text-shown]")
    if (!box) return
    const words = () => {
      const chosen = select.options[select.selectedIndex]
      return ((chosen && chosen.dataset.words) || "").split(UNIT_LATER).join(unitOf(form))
    }
    const show = () => {
      shown.textContent = words()
      shown.hidden = !shown.textContent
    }
    select.addEventListener("change", show)
    const unit = form.querySelector("select[name=unit]")
    if (unit) unit.addEventListener("change", show)
    part.querySelector("button[name=insert]").addEventListener("click", (event) => {
      event.preventDefault()
      const text = words()
      if (!text) return select.focus()
      const before = box.value.slice(0, box.selectionStart)
      const after = box.value.slice(box.selectionEnd)
      box.value = before + (before && !before.endsWith("\n") ? "\n" : "") + text + after
      box.dispatchEvent(new Event("input", { bubbles: true }))
      box.focus()
    })
  })
}

function unitOf(form) {
  const unit = form.querySelector("select[name=unit]")
  const chosen = unit && unit.value && unit.options[unit.selectedIndex]
  return chosen ? chosen.textContent.split(" · ")[0] : "______"
}
