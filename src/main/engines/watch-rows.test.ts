import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { packets } from './mysql/framing.ts'
import { messages } from './postgres/framing.ts'
import { type Framing, watchRows } from './watch-rows.ts'

const packet = (bytes: number): Buffer => {
  const header = Buffer.alloc(4 + bytes)
  header.writeUIntLE(bytes, 0, 3)
  return header
}
const message = (letter: string, bytes: number): Buffer => {
  const header = Buffer.alloc(5 + bytes)
  header.write(letter)
  header.writeInt32BE(bytes + 4, 1)
  return header
}

/** What is told of bytes that come so many at a time, and how many had come by then. */
const told = async (framing: Framing, sent: Buffer, atATime: number): Promise<{ row: number; by: number } | null> => {
  const stream = new PassThrough()
  let came = 0
  let heard: { row: number; by: number } | null = null
  stream.on('data', (chunk: Buffer) => {
    came += chunk.length
  })
  watchRows(stream, framing, 1000, (row) => {
    heard ??= { row, by: came }
  })
  for (let at = 0; at < sent.length; at += atATime) stream.write(sent.subarray(at, at + atATime))
  stream.end()
  await new Promise((resolve) => stream.once('end', resolve))
  return heard
}

test.each([1, 3, 7, 4096])('a long row is told by its header, %i bytes at a time', async (atATime) => {
  const before = [message('T', 5000), message('D', 1000), message('D', 0)]
  const heard = await told(messages, Buffer.concat([...before, message('D', 1001), message('C', 5)]), atATime)
  expect(heard?.row).toBe(1001)
  expect(heard?.by).toBeLessThan(Buffer.concat(before).length + 5 + atATime)
  expect((await told(packets(), Buffer.concat([packet(1000), packet(0), packet(1001)]), atATime))?.row).toBe(1001)
})

test('what is short enough is passed over', async () => {
  expect(await told(messages, Buffer.concat([message('D', 1000), message('N', 9000), message('D', 1000)]), 512)).toBe(null)
  expect(await told(packets(), Buffer.concat([packet(1000), packet(1000)]), 512)).toBe(null)
})

test('a row of several packets is as long as they are together', async () => {
  const framing = packets()
  expect(framing.frame(packet(0xffffff))).toEqual({ follows: 0xffffff, row: 0xffffff })
  expect(framing.frame(packet(10))).toEqual({ follows: 10, row: 0xffffff + 10 })
  expect(framing.frame(packet(20))).toEqual({ follows: 20, row: 20 })
})
