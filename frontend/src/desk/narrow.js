// A box that narrows a table to the rows with these words; what is chosen stays in sight.
export function narrowTables() {
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-narrow]")
    if (!box) return
    const words = box.value.trim().toLowerCase()
    document.querySelectorAll(`#${box.dataset.narrow} tbody tr`).forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(words) && !row.querySelector("input:checked")
    })
  })
}
