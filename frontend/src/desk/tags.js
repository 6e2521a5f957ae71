// The street's words so far, fetched when somebody is about to write a tag.
export function suggestTags() {
  const form = document.querySelector("form[data-tags]")
  if (!form) return
  form.addEventListener("focusin", async () => {
    const list = document.getElementById("tags")
    if (list.children.length) return
    const answer = await fetch(form.dataset.tags)
    if (!answer.ok) return
    const { tags } = await answer.json()
    tags.forEach((tag) => list.appendChild(Object.assign(document.createElement("option"), { value: tag })))
  })
}
