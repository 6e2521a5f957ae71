// How many cases are ticked; the bar comes into sight with the first.
export function countTicks() {
  const bar = document.querySelector("[data-bulk]")
  if (!bar) return
  document.body.addEventListener("change", (event) => {
    if (event.target.closest(".row__tick, [data-bulk]")) tell()
  })
  tell()
}

export function tell() {
  const bar = document.querySelector("[data-bulk]")
  if (!bar) return
  const words = bar.querySelector("[data-ticked]")
  const some = document.querySelectorAll(".row__tick input:checked").length
  const all = bar.querySelector("input[name=all]:checked")
  words.textContent = some ? words.dataset.some.replace("{n}", some) : words.dataset.none
  bar.classList.toggle("bulk--some", some > 0 || Boolean(all))
}
