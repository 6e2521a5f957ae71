// Small comforts for every page; each page works without them.

// A form is sent once. Coming back to the page by the back button opens it again.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = "1"
  setTimeout(() => delete form.dataset.sent, 8000)
})

addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent)
})

// A page that answers a form stands, in the browser's memory, for the page the form was on: Back or loading again asks for
// that one, and nothing is sent twice. Its own forms keep their way.
if ("answers" in document.documentElement.dataset && document.referrer.startsWith(`${location.origin}/`)) {
  document.querySelectorAll("form:not([action])").forEach((form) => form.setAttribute("action", location.href))
  history.replaceState(history.state, "", document.referrer)
}

// After a refusal the first field to be mended is what one sees, and where one types.
const wrong = document.querySelector("main [aria-invalid='true']:not([type='hidden'])") || document.querySelector("main .field__error")
if (wrong) {
  wrong.scrollIntoView({ block: "center" })
  wrong.focus({ preventScroll: true })
}

// A choice that leads somewhere goes there at once; its button is for those without script.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-go]")
  if (form) form.submit()
})

// One open menu at a time, closed by a click elsewhere or by Escape.
const menus = () => document.querySelectorAll("details.switcher[open], details[data-menu][open]")
document.addEventListener("click", (event) => {
  menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"))
})
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") menus().forEach((menu) => menu.removeAttribute("open"))
})

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print()
})

document.documentElement.classList.add("js")
