// A long import goes on by itself, a few seconds at a time; without script its button does.
export function goOn() {
  const form = document.querySelector("form[data-goes-on]")
  if (form) setTimeout(() => form.submit(), 200)
}
