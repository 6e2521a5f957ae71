// One photo in the strip: what it shows, how far it has travelled, what is wrong with it, and away with it. It stands there
// as soon as it is chosen, so that nothing below moves once somebody aims at a button.
export const drawTile = (addTile, words, onRemove) => {
  const tile = document.createElement("li")
  tile.className = "shot"
  const picture = document.createElement("img")
  picture.alt = words.photo
  const bar = document.createElement("progress")
  bar.max = 1
  bar.hidden = true
  const note = document.createElement("span")
  note.className = "shot__state"
  note.hidden = true
  const remove = document.createElement("button")
  remove.type = "button"
  remove.className = "shot__remove"
  remove.textContent = words.remove
  remove.addEventListener("click", () => {
    tile.remove()
    onRemove()
  })
  tile.append(picture, bar, note, remove)
  addTile.parentNode.insertBefore(tile, addTile)
  return {
    element: tile,
    show: (blob) => {
      picture.src = URL.createObjectURL(blob)
    },
    progress: (share) => {
      bar.hidden = share >= 1
      bar.value = share
    },
    note: (said, bad) => {
      note.textContent = said
      note.hidden = !said
      tile.classList.toggle("shot--bad", Boolean(bad))
    },
  }
}
