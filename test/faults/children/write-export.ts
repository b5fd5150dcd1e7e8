import { ProvostError } from '#contract/errors.ts'
import { writeCsv } from '../../../src/main/foundation/exports/index.ts'

/** Writes rows without end until the disk takes no more or the process is killed, and says how that went. */
async function* rows(): AsyncGenerator<string[][]> {
  for (;;) yield Array.from({ length: 1000 }, (_, n) => [String(n), 'x'.repeat(100)])
}
try {
  const onProgress = (written: number): void => void process.stdout.write(`${written}\n`)
  await writeCsv({
    path: process.argv[2] ?? '',
    columns: ['id', 'text'],
    batches: rows(),
    signal: new AbortController().signal,
    onProgress,
  })
} catch (error) {
  if (!(error instanceof ProvostError)) throw error
  process.stdout.write(`${JSON.stringify(error)}\n`)
}
