import type { RunLogLine } from '#contract/migrations.ts'
import type { RunTable, TargetChange } from './run-table.ts'

/** Written down at most this often: a commit of the state costs more than a small migration. */
const writeEveryMs = 500
/** What the rate while it runs is measured over. */
const rateOverMs = 10_000

/**
 * Gathers what happens to the targets of a run and writes it down twice a second. What a killed console did not get to write
 * is in the tenants' own ledgers, which a resumed run reads.
 */
export class Recorder {
  readonly #table: RunTable
  readonly #run: string
  readonly #tell: () => void
  readonly #noted: () => void
  readonly #onFault: (error: unknown) => void
  readonly #settledAt: number[] = []
  readonly #begunAt = performance.now()
  #targets = new Map<number, TargetChange>()
  #lines: RunLogLine[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(
    table: RunTable,
    run: string,
    { tell, noted, onFault }: { readonly tell: () => void; readonly noted: () => void; readonly onFault: (error: unknown) => void },
  ) {
    this.#table = table
    this.#run = run
    this.#tell = tell
    this.#noted = noted
    this.#onFault = onFault
  }

  change(position: number, change: TargetChange): void {
    this.#targets.set(position, { ...this.#targets.get(position), ...change })
    if (change.finishedAt !== undefined && change.finishedAt !== null) this.#settledAt.push(performance.now())
    this.#later()
  }

  log(line: RunLogLine): void {
    this.#lines.push(line)
    this.#later()
  }

  /** Targets a second: over the last seconds, or over the whole stretch. */
  rate(over: 'now' | 'all'): number | null {
    const now = performance.now()
    const span = over === 'all' ? now - this.#begunAt : Math.min(rateOverMs, now - this.#begunAt)
    const counted = over === 'all' ? this.#settledAt.length : this.#settledAt.filter((at) => at >= now - span).length
    return counted === 0 || span <= 0 ? null : Math.round((counted / span) * 100_000) / 100
  }

  /** Writes down what was gathered. What cannot be written (a full disk) is kept for the next time. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const targets = this.#targets
    const lines = this.#lines
    this.#targets = new Map()
    this.#lines = []
    try {
      this.#table.record(this.#run, targets, lines, { rate: this.rate('now') }, this.#noted)
      this.#tell()
    } catch (error) {
      for (const [position, change] of this.#targets) targets.set(position, { ...targets.get(position), ...change })
      this.#targets = targets
      this.#lines = [...lines, ...this.#lines]
      throw error
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      try {
        this.flush()
      } catch (error) {
        this.#onFault(error)
        this.#later()
      }
    }, writeEveryMs)
  }
}
