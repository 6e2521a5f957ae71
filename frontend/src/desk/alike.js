// Beside the intake: while words and place are typed, cases that may be the same matter.
export function showAlike() {
  const form = document.querySelector("form[data-alike]")
  if (!form) return
  const found = form.querySelector("[data-alike-found]")
  let timer = 0
  let asked = 0
  const ask = async () => {
    const sent = new FormData()
    for (const name of ["csrfmiddlewaretoken", "place", "text", "category"]) sent.append(name, form.elements[name].value)
    const turn = ++asked
    const answer = await fetch(form.dataset.alike, { method: "POST", body: sent, credentials: "same-origin" })
    if (!answer.ok || answer.redirected || turn !== asked) return
    const words = await answer.text()
    if (found.innerHTML !== words) found.innerHTML = words
  }
  const later = (event) => {
    if (!["place", "text", "category"].includes(event.target.name)) return
    clearTimeout(timer)
    timer = setTimeout(() => ask().catch(() => {}), 600)
  }
  form.addEventListener("input", later)
  form.addEventListener("change", later)
}
