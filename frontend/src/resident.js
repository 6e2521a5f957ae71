// The resident door. Every page works without this; with it, a weak signal loses nothing.

import { showAlike } from "./resident/alike.js"
import { deliver } from "./resident/deliver.js"
import { all, forget } from "./resident/drafts.js"
import { listen } from "./resident/listen.js"
import { follow } from "./resident/receipt.js"
import { openReport } from "./resident/report.js"
import { openPhotoBoxes } from "./ui/strip.js"

const form = document.querySelector("form[data-report]")
if (form) {
  listen(form)
  openReport(form)
  showAlike(form)
}

openPhotoBoxes()

const article = document.querySelector("[data-poll]")
if (article) follow(article)

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false
})

// Reports of other pages that still wait for a signal go out from whichever page is opened next.
const waiting = () => all().filter((draft) => draft.pending && !(form && form.dataset.report === draft.url))
const deliverWaiting = () => waiting().reduce((before, draft) => before.then(() => deliver(draft)).then((end) => {
  if (!end.to) return
  forget(draft)
  const line = document.querySelector("[data-delivered]")
  if (line) {
    line.hidden = false
    line.querySelector("a").href = end.to
  }
}), Promise.resolve())
deliverWaiting()
addEventListener("online", deliverWaiting)
