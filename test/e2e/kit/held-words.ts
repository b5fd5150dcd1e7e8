import type { Page } from './test.ts'

/** A page whose words to the console can be held back for a while, as a slow line holds them. To be asked for before the page is opened. */
export const holdingBack = async (page: Page): Promise<{ hold(): void; release(): void }> => {
  const held: (() => void)[] = []
  let holding = false
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (holding) held.push(() => server.send(message))
      else server.send(message)
    })
    server.onMessage((message) => socket.send(message))
  })
  return {
    hold: () => {
      holding = true
    },
    release: () => {
      holding = false
      for (const send of held.splice(0)) send()
    },
  }
}
