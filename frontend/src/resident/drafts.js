// What a resident has typed and not yet sent lives on the phone: words in localStorage, photos in IndexedDB.

const PREFIX = "linli:draft:"
const KEPT_FOR = 7 * 24 * 3600 * 1000

export const freshKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return "page-" + Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("")
}

export const load = (url) => {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + url))
    return draft && Date.now() - draft.at < KEPT_FOR ? draft : null
  } catch (error) {
    return null
  }
}

export const keep = (draft) => {
  draft.at = Date.now()
  try {
    localStorage.setItem(PREFIX + draft.url, JSON.stringify(draft))
  } catch (error) {
    // A private window: the page itself still holds everything.
  }
}

export const forget = (draft) => {
  try {
    localStorage.removeItem(PREFIX + draft.url)
  } catch (error) {
    // nothing was kept
  }
  draft.shots.forEach((shot) => drop(shot.id))
}

export const all = () => {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.indexOf(PREFIX) === 0)
      .map((name) => load(name.slice(PREFIX.length)))
      .filter(Boolean)
  } catch (error) {
    return []
  }
}

// Photos: memory first, so that a phone without IndexedDB still sends what it shows.

const memory = new Map()

const store = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("linli", 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore("shots")
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })

const within = (mode, deed) =>
  store()
    .then(
      (base) =>
        new Promise((resolve, reject) => {
          const asked = deed(base.transaction("shots", mode).objectStore("shots"))
          asked.onsuccess = () => resolve(asked.result)
          asked.onerror = () => reject(asked.error)
        }),
    )
    .catch(() => undefined)

export const put = (id, blob) => {
  memory.set(id, blob)
  return within("readwrite", (shots) => shots.put(blob, id))
}

export const take = (id) => (memory.has(id) ? Promise.resolve(memory.get(id)) : within("readonly", (shots) => shots.get(id)))

export const drop = (id) => {
  memory.delete(id)
  return within("readwrite", (shots) => shots.delete(id))
}
