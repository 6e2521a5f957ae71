// A photo from a phone is made smaller before it travels. Whatever can't be drawn here is sent as it is.

const LONG_SIDE = 2560
const SMALL_ENOUGH = 600 * 1024

// Older browsers would draw the picture lying on its side and throw away the note that says so.
const upright = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image")

export const shrink = (file) =>
  new Promise((resolve) => {
    if (!upright || file.size < SMALL_ENOUGH) return resolve(file)
    const picture = new Image()
    const url = URL.createObjectURL(file)
    const done = (blob) => {
      URL.revokeObjectURL(url)
      resolve(blob && blob.size < file.size ? blob : file)
    }
    picture.onerror = () => done(null)
    picture.onload = () => {
      const scale = Math.min(1, LONG_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight))
      const canvas = document.createElement("canvas")
      canvas.width = Math.round(picture.naturalWidth * scale)
      canvas.height = Math.round(picture.naturalHeight * scale)
      const pen = canvas.getContext("2d")
      if (!pen) return done(null)
      pen.fillStyle = "#fff"
      pen.fillRect(0, 0, canvas.width, canvas.height)
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
      canvas.toBlob(done, "image/jpeg", 0.85)
    }
    picture.src = url
  })
