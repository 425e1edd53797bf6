/*
 * Keeps the page for times without a network. The build puts the names of its files in; they carry a hash of their content, so that
 * what is kept under a name never changes. Answers of the API are never kept.
 */
const files = FILES

/** What only some people choose: it is kept once it was used. */
const later = LATER

const cacheName = `glissade ${VERSION}`

/** Where the API is. It may change, so it is asked for again and again, and kept for when nobody answers. */
const config = "/config.json"

/** Milliseconds after which a network that does not answer counts as none. */
const patience = 3000

const fromCache = async (path) => (await caches.open(cacheName)).match(path)

const keep = async (path, response) => {
  if (response.ok) await (await caches.open(cacheName)).put(path, response.clone())
  return response
}

/** What the network has, or what is kept where the network has nothing in time. */
const networkFirst = async (path, request, whenAnswered = (response) => response) => {
  const kept = await fromCache(path)
  if (kept === undefined) return whenAnswered(await fetch(request))
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(kept), patience)
  })
  const answer = fetch(request).then(
    (response) => (response.status < 500 ? whenAnswered(response) : kept),
    () => kept
  )
  return Promise.race([answer, late])
}

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName)
      await cache.addAll([...files, config])
    })()
  )
})

// A newer worker waits until the pages of the older one are gone, which may still load parts of theirs.
addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys()
      await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)))
      await clients.claim()
    })()
  )
})

addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (pathname === config) {
    event.respondWith(networkFirst(config, request, (response) => keep(config, response)))
  } else if (request.mode === "navigate" && (pathname === "/" || pathname.startsWith("/s/"))) {
    event.respondWith(networkFirst("/", request))
  } else if (files.includes(pathname)) {
    event.respondWith(fromCache(pathname).then((kept) => kept ?? fetch(request)))
  } else if (later.includes(pathname)) {
    event.respondWith(
      fromCache(pathname).then((kept) => kept ?? fetch(request).then((response) => keep(pathname, response)))
    )
  }
})
