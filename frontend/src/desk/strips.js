// A strip of links that is wider than the phone begins where one is.
export function showWhereOneIs() {
  document.querySelectorAll(".bar__links [aria-current], .work__views [aria-current]").forEach((link) => {
    const strip = link.closest("nav")
    const over = link.getBoundingClientRect().right - strip.getBoundingClientRect().right
    if (over > -24) strip.scrollLeft += over + 48
  })
}
