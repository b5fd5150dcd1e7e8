import { clockDays } from './due-words.ts'

export interface LinePoint {
  readonly id: string
  readonly daysLeft: number
  readonly decided: boolean
  readonly deadline: string
}

export interface Dot extends LinePoint {
  readonly x: number
  /** 0 stands on the axis. */
  readonly level: number
}

/** A day with more cases than can be stacked: the number that is not drawn, above its column. */
export interface Overflow {
  readonly x: number
  readonly more: number
}

export interface DeadlineLayout {
  readonly dots: readonly Dot[]
  readonly overflows: readonly Overflow[]
  /** The place of a day counted from today. */
  readonly x: (daysLeft: number) => number
  /** The first day drawn; earlier ones stand in its column. */
  readonly from: number
  readonly to: number
}

const longestPast = 21

/**
 * Where each case's dot stands: by its deadline, stacked where days meet. Cases long overdue share the first column, so that
 * one of last year does not squeeze the weeks that can still be acted on.
 */
export function deadlineLayout(points: readonly LinePoint[], width: number, levels: number): DeadlineLayout {
  const earliest = Math.min(0, ...points.map(({ daysLeft }) => daysLeft))
  const from = Math.max(-longestPast, earliest) - 3
  const to = clockDays + 1
  const x = (daysLeft: number): number => ((Math.max(from + 1, Math.min(to, daysLeft)) - from) / (to - from)) * width
  const counts = new Map<number, number>()
  const dots: Dot[] = []
  for (const point of points) {
    const day = Math.max(from + 1, Math.min(to, point.daysLeft))
    const level = counts.get(day) ?? 0
    counts.set(day, level + 1)
    if (level < levels) dots.push({ ...point, x: x(day), level })
  }
  const overflows = [...counts].filter(([, count]) => count > levels).map(([day, count]) => ({ x: x(day), more: count - levels }))
  return { dots, overflows, x, from, to }
}

/** Days from today at which the axis carries a date: where the colours change, and at steps a calendar would take. */
export const axisDays = [5, 14, 25, 35] as const

/** The drawing in a sentence. */
export function deadlineSummary(points: readonly LinePoint[]): string {
  const overdue = points.filter(({ daysLeft }) => daysLeft < 0).length
  const soon = points.filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= 14).length
  const decided = points.filter(({ decided: is }) => is).length
  return `${points.length} open with a date: ${overdue} overdue, ${soon} due within 14 days, ${points.length - overdue - soon} later; ${decided} decided, ${points.length - decided} to decide.`
}
