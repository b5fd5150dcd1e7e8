import type { Readable } from 'node:stream'

/** What a header says of what comes behind it. */
export interface Frame {
  /** Bytes until the next header. */
  readonly follows: number
  /** Bytes of the row that they belong to, as far as it is known; 0 where they are no row. */
  readonly row: number
}

/** How a protocol cuts what it sends into frames, one watching long. */
export interface Framing {
  readonly headerBytes: number
  /** Reads the next header; called once for each, in their order. */
  readonly frame: (header: Buffer) => Frame
}

/**
 * Follows what a server sends, from the beginning of a frame on, and tells of a row longer than `most` while it is still coming:
 * the driver would hold it whole before it said anything. Returns what ends the watching.
 */
export const watchRows = (
  stream: Readable,
  { headerBytes, frame }: Framing,
  most: number,
  tooLong: (bytes: number) => void,
): (() => void) => {
  const header = Buffer.alloc(headerBytes)
  let filled = 0
  /** Of the frame that is coming. */
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
      const { follows, row } = frame(header)
      left = follows
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
