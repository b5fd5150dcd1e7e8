import { bridgeHandshake } from '#contract/handshake.ts'

/** How a window of the desktop program obtains its port; null in a browser. */
export function desktopPort(): (() => Promise<MessagePort>) | null {
  if (window.location.protocol === 'http:' || window.location.protocol === 'https:') return null
  let handed = false
  return async () => {
    if (handed) {
      // The preload hands over one port per document; a new document gets a new one.
      window.location.reload()
      return new Promise(() => undefined)
    }
    handed = true
    const { port1, port2 } = new MessageChannel()
    window.postMessage(bridgeHandshake, window.location.origin, [port2])
    return port1
  }
}
