import type { Framing } from '../watch-rows.ts'

const dataRow = 'D'.charCodeAt(0)

/** Messages of the PostgreSQL protocol: a letter, and a length that counts itself. */
export const messages: Framing = {
  headerBytes: 5,
  frame: (header) => {
    const follows = header.readInt32BE(1) - 4
    return { follows, row: header[0] === dataRow ? follows : 0 }
  },
}
