// While a place is typed, the places that fit so far.
export function suggestPlaces() {
  const list = document.getElementById("places")
  if (!list) return
  let waiting
  document.addEventListener("input", (event) => {
    const box = event.target.closest("input[list=places]")
    if (!box || box.value.trim().length < 1) return
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      const answer = await fetch(`/desk/places/suggest?q=${encodeURIComponent(box.value)}`)
      if (!answer.ok || answer.redirected) return
      const found = await answer.json()
      list.textContent = ""
      found.places.forEach((words) => list.appendChild(Object.assign(document.createElement("option"), { value: words })))
    }, 200)
  })
}
