import type { Readable } from 'node:stream'

const headerBytes = 5
const dataRow = 'D'.charCodeAt(0)

/**
 * Follows the messages of a server, from the beginning of one on, and tells of a row longer than `most` while it is still coming:
 * the driver would hold it whole before it said anything. Returns what ends the watching.
 */
export const watchRows = (stream: Readable, most: number, tooLong: (bytes: number) => void): (() => void) => {
  const header = Buffer.alloc(headerBytes)
  let filled = 0
  /** Of the message that is coming. */
  let left = 0
  const look = (chunk: Buffer): void => {
    let at = 0
    while (at < chunk.length) {
      const skipped = Math.min(left, chunk.length - at)
      left -= skipped
      at += skipped
      const taken = chunk.copy(header, filled, at, at + headerBytes - filled)
      filled += taken
      at += taken
      if (filled < headerBytes) return
      filled = 0
      // The length counts itself.
      left = header.readInt32BE(1) - 4
      if (header[0] === dataRow && left > most) {
        end()
        tooLong(left)
        return
      }
    }
  }
  const end = (): void => {
    stream.off('data', look)
  }
  stream.on('data', look)
  return end
}
