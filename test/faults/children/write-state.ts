import { openState } from '../../../src/main/foundation/state/index.ts'

/** Writes pairs of rows until it is killed and says each pair it was told is kept. */
const state = openState(process.argv[2] ?? '')
const start = Date.now()
const insert = state.database.prepare('INSERT INTO meta VALUES (?, ?)')
for (let n = 0; Date.now() - start < 20_000; n += 1) {
  state.write(() => {
    insert.run(`${process.pid} ${n} left`, 'x'.repeat(500))
    insert.run(`${process.pid} ${n} right`, 'x'.repeat(500))
  })
  process.stdout.write(`kept ${process.pid} ${n}\n`)
  // Room for another console, as between two acts of a person.
  await new Promise((resolve) => setTimeout(resolve, 1))
}
