import type { Rows, RunOptions, Statement } from './engine.ts'
import type { EngineParts } from './engine-parts.ts'
import type { BatchSize } from './session.ts'

/** Hands batches from the session that reads to the consumer, one at a time: the next is read when the last was taken. */
class Handoff {
  #full = Promise.withResolvers<Rows | null>()
  #taken: ((wanted: boolean) => void) | null = null
  #stopped = false

  put(batch: Rows): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#taken = resolve
      this.#full.resolve(batch)
    })
  }

  /** The next batch; null at the end. */
  async take(): Promise<Rows | null> {
    const batch = await this.#full.promise
    this.#full = Promise.withResolvers()
    return batch
  }

  /** Asks for the next. */
  more(): void {
    this.#taken?.(true)
    this.#taken = null
  }

  /** Nothing more is wanted. */
  stop(): void {
    this.#stopped = true
    this.#taken?.(false)
    this.#taken = null
  }

  end(): void {
    this.#full.resolve(null)
  }
}

const streamBatch = (rows: number): BatchSize => ({ first: Math.min(rows, 100), most: rows })

/** Reads a statement batch by batch within one snapshot, holding no more than a batch. */
export async function* streamRows(
  parts: EngineParts,
  statement: Statement,
  options: RunOptions & { readonly batchRows?: number },
): AsyncGenerator<Rows> {
  const handoff = new Handoff()
  const reading = parts
    .use('stream', options, (session) =>
      parts.inSnapshot(session, () =>
        session.execute(statement, (rows, columns) => handoff.put({ rows, columns }), streamBatch(options.batchRows ?? 1000)),
      ),
    )
    .finally(() => handoff.end())
  // The rejection is met below; until then it is nobody's.
  reading.catch(() => {})
  try {
    for (;;) {
      const batch = await handoff.take()
      if (batch === null) break
      yield batch
      handoff.more()
    }
    await reading
  } finally {
    handoff.stop()
    await reading.catch(() => {})
  }
}
