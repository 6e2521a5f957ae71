// The panel of a case stays in sight while the story is read, as long as all of it fits on the screen.
export function panelInSight() {
  const panel = document.querySelector(".case__now")
  if (!panel || !window.ResizeObserver) return
  const look = () => panel.classList.toggle("case__now--fits", panel.offsetHeight < innerHeight - 32)
  new ResizeObserver(look).observe(panel)
  addEventListener("resize", look)
  look()
}
