// Naming a colleague: after an @ in a note, the names that fit stand below it. Without script the list beside it does the same.
const MOST = 6
const AT = /[@＠]([^\s@＠]{0,20})$/

export function offerNames() {
  document.querySelectorAll("select[data-mention]").forEach((select) => {
    const box = select.form && select.form.querySelector("textarea[name=words]")
    if (!box) return
    const offered = Object.assign(document.createElement("p"), { className: "cluster mention", hidden: true })
    offered.setAttribute("aria-live", "polite")
    box.after(offered)
    const said = () => AT.exec(box.value.slice(0, box.selectionStart))
    const insert = (name) => {
      const begun = said()
      const at = begun ? begun.index : box.selectionStart
      const named = `@${name} `
      box.value = box.value.slice(0, at) + named + box.value.slice(box.selectionStart)
      box.focus()
      box.setSelectionRange(at + named.length, at + named.length)
      offered.hidden = true
    }
    const button = (option) => {
      const one = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: option.textContent })
      one.addEventListener("click", () => insert(option.value))
      return one
    }
    box.addEventListener("input", () => {
      const begun = said()
      const fits = begun ? [...select.options].filter((o) => o.value && o.textContent.includes(begun[1])) : []
      offered.replaceChildren(...fits.slice(0, MOST).map(button))
      offered.hidden = !fits.length
    })
  })
}
