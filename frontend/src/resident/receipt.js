// The receipt keeps itself up to date while somebody looks at it.

const EVERY = 20000

export const follow = (article) => {
  let tag = ""
  const state = () => {
    const now = article.querySelector("[data-state]")
    return now ? now.dataset.state : ""
  }
  const typing = () => Array.from(article.querySelectorAll("textarea")).some((area) => area.value !== area.defaultValue) ||
    Boolean(article.querySelector("input[type=radio]:checked, form .shot"))

  const look = () => {
    if (document.visibilityState !== "visible") return
    fetch(article.dataset.poll, { credentials: "same-origin", cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} })
      .then((answer) => {
        if (answer.status !== 200) return
        tag = answer.headers.get("ETag") || ""
        return answer.text().then((html) => {
          const fresh = new DOMParser().parseFromString(html, "text/html")
          const before = state()
          fresh.querySelectorAll("[data-zone]").forEach((zone) => {
            const old = article.querySelector(`[data-zone="${zone.dataset.zone}"]`)
            if (old && old.innerHTML.trim() !== zone.innerHTML.trim()) old.innerHTML = zone.innerHTML
          })
          if (state() === before) return
          // Another state brings other forms. Whoever is typing decides when.
          if (typing()) article.querySelector("[data-changed]").hidden = false
          else location.reload()
        })
      })
      .catch(() => {})
  }
  setInterval(look, EVERY)
  document.addEventListener("visibilitychange", look)
}
