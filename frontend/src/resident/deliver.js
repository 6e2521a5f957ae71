// Bringing a draft to the community: photos first, then the report, always under the draft's own key, so that a
// report that arrived but whose answer got lost is not taken in twice.

import { post } from "../ui/post.js"
import { keep, take } from "./drafts.js"

// The server keeps a photo without a report for two days; what is older is sent again.
const REFERENCE_LASTS = 36 * 3600 * 1000

let token = ""

const pageToken = () => {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]")
  return field ? field.value : ""
}

const freshToken = (url) =>
  fetch(url, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => answer.text())
    .then((html) => {
      const field = new DOMParser().parseFromString(html, "text/html").querySelector("input[name=csrfmiddlewaretoken]")
      token = field ? field.value : token
    })

const posted = (draft, url, fill, progress) => {
  const once = () => {
    const form = new FormData()
    fill(form)
    form.append("csrfmiddlewaretoken", token)
    return post(url, form, progress)
  }
  token = token || pageToken()
  return (token ? Promise.resolve() : freshToken(draft.url))
    .then(once)
    .then((answer) => (answer.status === 403 ? freshToken(draft.url).then(once) : answer))
}

// One photo: resolves to true when it has a reference, to false with shot.problem when it is no good.
export const sendShot = (draft, shot, url, progress) => {
  if (shot.problem) return Promise.resolve(false)
  if (shot.ref && Date.now() - shot.sentAt < REFERENCE_LASTS) return Promise.resolve(true)
  return take(shot.id).then((blob) => {
    if (!blob) return Boolean(shot.ref)
    return posted(draft, url, (form) => form.append("photo", blob, shot.name), progress).then(({ status, data }) => {
      if (status === 200) {
        shot.ref = data.ref
        shot.sentAt = Date.now()
        keep(draft)
        return true
      }
      if (status === 422) {
        shot.problem = data.sentence
        return false
      }
      throw new Error("later")
    })
  })
}

// The whole draft. Resolves to {to} (arrived), {problems} (the resident has to change something) or {later, busy}.
export const deliver = (draft, progress = () => {}) =>
  draft.shots
    .reduce((before, shot) => before.then(() => sendShot(draft, shot, draft.photos, progress)), Promise.resolve())
    .then(() =>
      posted(draft, draft.url, (form) => {
        Object.keys(draft.fields).forEach((name) => form.append(name, draft.fields[name]))
        form.append("submission_key", draft.key)
        draft.shots.filter((shot) => shot.ref && !shot.problem).forEach((shot) => form.append("kept", shot.ref))
      }),
    )
    .then(({ status, data }) => {
      if (status === 200 && data.to) return { to: data.to }
      if (status === 422 || status === 413 || status === 400) {
        return { problems: data.sentences || [data.sentence || ""], fields: data.fields || {} }
      }
      return { later: true, busy: status === 429 }
    })
    .catch(() => ({ later: true }))
