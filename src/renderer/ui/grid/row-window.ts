/**
 * What the browser at hand scrolls faithfully, in px: Chromium stops at 33,554,428 without a word, Firefox at 17,895,697.
 * A taller table's scroll bar stands for its rows on a smaller scale.
 */
const tallest = globalThis.navigator?.userAgent.includes('Firefox') === true ? 15_000_000 : 33_000_000
/** The height of what is scrolled then. Below 2²⁴, so that places of single pixels can be told apart. */
const scaled = 15_000_000

/** How the rows lie in what is scrolled. All in px. */
export interface Scale {
  /** What the browser scrolls. */
  readonly physical: number
  /** What the rows would take. */
  readonly virtual: number
}

export const scaleOf = (total: number, rowHeight: number): Scale => {
  const virtual = total * rowHeight
  return { physical: virtual <= tallest ? virtual : scaled, virtual }
}

/** Where the rows stand for a place of the scroll bar. */
export function virtualTop(scale: Scale, scrollTop: number, viewport: number): number {
  if (scale.physical === scale.virtual) return scrollTop
  const range = scale.physical - viewport
  return range <= 0 ? 0 : (Math.min(scrollTop, range) / range) * (scale.virtual - viewport)
}

/** Where the scroll bar stands for a place of the rows. */
export function physicalTop(scale: Scale, top: number, viewport: number): number {
  if (scale.physical === scale.virtual) return top
  const range = scale.virtual - viewport
  return range <= 0 ? 0 : (Math.min(top, range) / range) * (scale.physical - viewport)
}

/** Rows are placed from the beginning of their block: a place of its own for each would be too far off to be exact. */
const block = 1000

/** The first row of the block that a drawn row is placed in. */
export const blockStart = (first: number): number => Math.floor(Math.max(0, first) / block) * block

export interface RowWindow {
  readonly first: number
  readonly last: number
}

/** The rows to draw: those in view and some beyond, so that a quick scroll meets no blank. */
export function rowWindow(top: number, viewport: number, rowHeight: number, total: number, beyond: number): RowWindow {
  if (total === 0) return { first: 0, last: -1 }
  const first = Math.max(0, Math.floor(top / rowHeight) - beyond)
  const last = Math.min(total - 1, Math.ceil((top + viewport) / rowHeight) - 1 + beyond)
  return { first: Math.min(first, Math.max(0, last)), last }
}

/** How far the rows must move so that a row is wholly in view; the same place where it is already. */
export function topToReveal(index: number, top: number, viewport: number, rowHeight: number): number {
  const start = index * rowHeight
  if (start < top) return start
  return start + rowHeight > top + viewport ? start + rowHeight - viewport : top
}
