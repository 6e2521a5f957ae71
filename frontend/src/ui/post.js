// Sends a form in the background and tells how far it has come. Resolves to {status, data}; rejects when there is no signal.
export const post = (url, form, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", url)
    request.setRequestHeader("Accept", "application/json")
    request.timeout = 120000
    if (progress) request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onload = () => {
      let data = {}
      try {
        data = JSON.parse(request.responseText)
      } catch (error) {
        // a page from somewhere between us and the phone
      }
      resolve({ status: request.status, data })
    }
    request.onerror = request.ontimeout = request.onabort = reject
    request.send(form)
  })
