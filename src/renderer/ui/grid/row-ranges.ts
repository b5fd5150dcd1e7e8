export type Range = readonly [first: number, last: number]

/** Selected rows as ranges of their indices: a million selected rows are one pair of numbers. Never changed in place. */
export class RowRanges {
  static readonly none = new RowRanges([])
  readonly ranges: readonly Range[]

  private constructor(ranges: readonly Range[]) {
    this.ranges = ranges
  }

  get size(): number {
    return this.ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  }

  has(index: number): boolean {
    return this.ranges.some(([first, last]) => index >= first && index <= last)
  }

  with(first: number, last = first): RowRanges {
    const from = Math.min(first, last)
    const to = Math.max(first, last)
    const apart = this.ranges.filter(([a, b]) => b < from - 1 || a > to + 1)
    const touching = this.ranges.filter(([a, b]) => b >= from - 1 && a <= to + 1)
    const joined: Range = [Math.min(from, ...touching.map(([a]) => a)), Math.max(to, ...touching.map(([, b]) => b))]
    return new RowRanges([...apart, joined].sort(([a], [b]) => a - b))
  }

  without(index: number): RowRanges {
    return new RowRanges(
      this.ranges.flatMap(([first, last]): Range[] => {
        if (index < first || index > last) return [[first, last]]
        const parts: Range[] = [
          [first, index - 1],
          [index + 1, last],
        ]
        return parts.filter(([a, b]) => a <= b)
      }),
    )
  }

  toggled(index: number): RowRanges {
    return this.has(index) ? this.without(index) : this.with(index)
  }
}
