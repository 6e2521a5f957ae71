// j and k go down and up the list, Enter opens, / searches.
export function walkByKeys() {
  const search = document.getElementById("filter-q")
  if (!search && !document.querySelector("[data-rows]")) return
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur()
      return
    }
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1)
    else if (event.key === "/" && search) search.focus()
    else return
    event.preventDefault()
  })
}

function walk(by) {
  const rows = [...document.querySelectorAll(".row, [data-rows] > .row--plain")]
  const now = rows.findIndex((row) => row.classList.contains("row--here"))
  const next = rows[Math.min(Math.max(now + by, 0), rows.length - 1)]
  if (!next) return
  rows.forEach((row) => row.classList.toggle("row--here", row === next))
  next.querySelector("a").focus({ preventScroll: true })
  next.scrollIntoView({ block: "nearest" })
}
