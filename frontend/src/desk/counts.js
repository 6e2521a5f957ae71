// How many a kept search finds, asked once the list stands: a search takes longer than the list itself.
const KEPT_FOR = 300000
let counts = {}
let asked = 0

export async function countSearches() {
  const views = document.querySelector("[data-counts]")
  if (!views || !views.querySelector("[data-count]")) return
  if (Date.now() - asked > KEPT_FOR) {
    asked = Date.now()
    const answer = await fetch(views.dataset.counts)
    if (answer.ok) ({ counts } = await answer.json())
  }
  views.querySelectorAll("[data-count]").forEach((tab) => {
    tab.textContent = counts[tab.dataset.count] || ""
    tab.hidden = !tab.textContent
  })
}
