/** How fast something went: settled per second in steps of equal length. A step in which nothing settled is zero, for something was waited for. */
export interface Rate {
  /** Of each step: how many a second. */
  readonly steps: readonly number[]
  /** Length of a step in s. */
  readonly seconds: number
}

const nice = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

/** The instants at which something settled, as a rate between two instants (ms), in at most so many steps. */
export function rateOf(settled: readonly number[], from: number, to: number, most: number): Rate {
  const span = Math.max(1, (to - from) / 1000)
  const seconds = nice.find((step) => span / step <= most) ?? span / most
  const counts = new Array<number>(Math.max(1, Math.ceil(span / seconds))).fill(0)
  for (const at of settled) {
    const step = Math.min(counts.length - 1, Math.max(0, Math.floor((at - from) / 1000 / seconds)))
    counts[step] = (counts[step] ?? 0) + 1
  }
  return { steps: counts.map((count) => count / seconds), seconds }
}
