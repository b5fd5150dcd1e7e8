/**
 * Does a piece of work for each item, so many at once per key, and yields each outcome as it comes. The first failure, and whoever
 * stops listening, ends the rest.
 */
export async function* inLanes<Item, Outcome>(
  items: readonly Item[],
  { lanes, key, signal }: { readonly lanes: number; readonly key: (item: Item) => string; readonly signal: AbortSignal },
  work: (item: Item, signal: AbortSignal) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const ready: Outcome[] = []
  let failure: { readonly error: unknown } | null = null
  let wake = (): void => {}
  let running = 0
  const queues = new Map<string, Item[]>()
  for (const item of items) {
    const queue = queues.get(key(item)) ?? []
    queue.push(item)
    queues.set(key(item), queue)
  }
  const lane = async (queue: Item[]): Promise<void> => {
    running += 1
    try {
      for (let item = queue.shift(); item !== undefined && !either.aborted; item = queue.shift()) {
        ready.push(await work(item, either))
        wake()
      }
    } catch (error) {
      failure ??= { error }
      stop.abort()
    } finally {
      running -= 1
      wake()
    }
  }
  const all = Promise.all([...queues.values()].flatMap((queue) => Array.from({ length: Math.min(lanes, queue.length) }, () => lane(queue))))
  const failed = (): { readonly error: unknown } | null => failure
  try {
    for (;;) {
      const next = ready.shift()
      if (next !== undefined) yield next
      else if (running === 0) break
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
    const why = failed()
    if (why !== null) throw why.error
    signal.throwIfAborted()
  } finally {
    stop.abort()
    await all
  }
}
