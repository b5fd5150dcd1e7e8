import type { Framing } from '../watch-rows.ts'

/** A longer row goes on in the next packet. */
const fullPacket = 0xffffff

/** Packets of the MySQL protocol: three bytes of length, one of sequence. Whatever is long enough to matter is a row. */
export const packets = (): Framing => {
  let row = 0
  let goesOn = false
  return {
    headerBytes: 4,
    frame: (header) => {
      const follows = header.readUIntLE(0, 3)
      row = goesOn ? row + follows : follows
      goesOn = follows === fullPacket
      return { follows, row }
    },
  }
}
