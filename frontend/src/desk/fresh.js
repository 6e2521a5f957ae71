import { countSearches } from "./counts.js"

// Counts and rows come fresh every thirty seconds, while somebody looks and nobody types or reads further pages.
const EVERY = 30000

export function keepListFresh() {
  if (!document.querySelector("[data-poll]")) return
  setInterval(() => {
    if (!document.hidden && !typing()) refresh().catch(() => {})
  }, EVERY)
}

// Whoever has ticked cases is about to act on exactly these rows.
const typing = () => document.querySelector(".row__tick input:checked") || /^(INPUT|SELECT|TEXTAREA)$/.test((document.activeElement || {}).tagName || "")

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  const here = document.querySelector(".row--here .row__link")
  for (const id of ["views", "rows"]) {
    const old = document.getElementById(id)
    const now = fresh.getElementById(id)
    if (old && now && old.innerHTML !== now.innerHTML) old.innerHTML = now.innerHTML
  }
  countSearches()
  if (here) {
    const again = [...document.querySelectorAll(".row__link")].find((link) => link.href === here.href)
    if (again) again.closest(".row").classList.add("row--here")
  }
}
