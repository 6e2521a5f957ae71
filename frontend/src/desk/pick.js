// Picking units for a whistle: a box that narrows the tables to the rows with these words, and who is chosen so far.
export function pickUnits() {
  document.querySelectorAll("[data-pick]").forEach((pick) => {
    const chosen = pick.parentNode.querySelector("[data-chosen]")
    const rows = [...pick.querySelectorAll("tbody tr")]
    const others = pick.querySelector("details")
    const box = pick.querySelector("[data-narrow]")

    const tell = () => {
      const names = (type) =>
        rows.filter((row) => row.querySelector(`input[type=${type}]:checked`)).map((row) => row.querySelector("th").textContent.trim())
      const say = (name, found) => {
        const place = chosen.querySelector(`[data-chosen-${name}]`)
        place.textContent = found.join("、") || place.dataset.none
      }
      say("lead", names("radio"))
      say("support", names("checkbox"))
      chosen.hidden = !pick.querySelector("input:checked")
    }
    pick.addEventListener("change", tell)
    tell()

    if (box) box.addEventListener("input", () => {
      const words = box.value.trim().toLowerCase()
      if (words && others) others.open = true
      // What is chosen stays in sight.
      rows.forEach((row) => {
        row.hidden = !row.textContent.toLowerCase().includes(words) && !row.querySelector("input:checked")
      })
    })
  })
}
