import { bridgeHandshake } from '#contract/handshake.ts'

/** The page's window, as far as the handshake goes. */
export interface PageWindow {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** Hands the port that the page posts to itself on to the main process: once per document, and from the page itself only. */
export function handOverOnce(page: PageWindow, send: (channel: string, message: null, ports: MessagePort[]) => void): void {
  const handOver = (event: MessageEvent): void => {
    // A frame or another window could post here too.
    if (event.source !== page || event.data !== bridgeHandshake) return
    const [port] = event.ports
    if (port === undefined) return
    page.removeEventListener('message', handOver)
    send(bridgeHandshake, null, [port])
  }
  page.addEventListener('message', handOver)
}
