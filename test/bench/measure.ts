/** One line of a bench: what was measured beside what, and the bound the issue sets on their ratio. */
export interface Comparison {
  readonly name: string
  readonly ours: number
  readonly theirs: number | null
  readonly unit: string
  readonly bound: string
  readonly holds: boolean
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Runs two pieces of work in turn, A B A B …, so that a drifting machine weighs on both alike; medians in milliseconds. */
export const sideBySide = async (
  rounds: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
  warmUps = Math.max(3, rounds / 5),
): Promise<{ ours: number; theirs: number }> => {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  const once = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now()
    await work()
    return performance.now() - started
  }
  for (let warm = 0; warm < warmUps; warm++) {
    await ours()
    await theirs()
  }
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await once(ours))
    times.theirs.push(await once(theirs))
  }
  return { ours: median(times.ours), theirs: median(times.theirs) }
}

export const print = (comparison: Comparison): void => {
  const { name, ours, theirs, unit, bound, holds } = comparison
  const ratio = theirs === null ? '' : `  against ${theirs.toFixed(1)} ${unit}  ratio ${(ours / theirs).toFixed(2)}`
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}  ${name}: ${ours.toFixed(1)} ${unit}${ratio}  (${bound})\n`)
}
