import type { Readable } from 'node:stream'

const headerBytes = 4
/** A longer row goes on in the next packet. */
const fullPacket = 0xffffff

/**
 * Follows the packets of a server, from the beginning of one on, and tells of a row longer than `most` while it is still coming:
 * the driver would hold it whole before it said anything. Returns what ends the watching.
 */
export const watchRows = (stream: Readable, most: number, tooLong: (bytes: number) => void): (() => void) => {
  const header = Buffer.alloc(headerBytes)
  let filled = 0
  /** Of the packet that is coming. */
  let left = 0
  /** Of the row so far, this packet included. */
  let row = 0
  let goesOn = false
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
      left = header.readUIntLE(0, 3)
      row = goesOn ? row + left : left
      goesOn = left === fullPacket
      if (row > most) {
        end()
        tooLong(row)
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
