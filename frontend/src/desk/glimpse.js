// A name and a phone that were opened stay for two minutes, or until the page is left; then they are gone from it.
const FOR = 120

export function closeGlimpses() {
  document.querySelectorAll("[data-glimpse]").forEach((shown) => {
    const words = shown.parentNode.querySelector("[data-glimpse-left]")
    let left = FOR
    const close = () => {
      clearInterval(timer)
      const gone = document.createElement("p")
      gone.className = "soft"
      gone.setAttribute("role", "status")
      gone.textContent = shown.dataset.glimpse
      shown.replaceWith(gone)
      if (words) words.remove()
    }
    const timer = setInterval(() => {
      left -= 1
      if (words) words.querySelector("b").textContent = left
      if (left <= 0) close()
    }, 1000)
    if (words) words.hidden = false
    addEventListener("pagehide", close)
  })
}
