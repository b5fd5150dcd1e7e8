/** What the preload listens for: the page's own end of a channel, of which it hands the other end to the main process. */
export const bridgeRequest = 'provost:bridge'

/** How a window of the desktop program obtains its port; null in a browser. */
export function desktopPort(): (() => Promise<MessagePort>) | null {
  if (window.location.protocol === 'http:' || window.location.protocol === 'https:') return null
  return async () => {
    const { port1, port2 } = new MessageChannel()
    window.postMessage(bridgeRequest, window.location.origin, [port2])
    return port1
  }
}
