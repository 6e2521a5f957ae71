// The reason for calling a unit that the duty list leaves out is asked for once such a unit is chosen, and not before.
export function askWhy() {
  document.querySelectorAll("[data-why]").forEach((box) => {
    const form = box.form
    const units = new Set(box.dataset.why.split(" "))
    const field = box.closest(".field")
    const look = () => {
      const chosen = [...form.querySelectorAll("input:checked, select")].map((one) => one.value)
      field.hidden = !box.value && !field.classList.contains("field--bad") && !chosen.some((value) => units.has(value))
    }
    form.addEventListener("change", look)
    look()
  })
}
