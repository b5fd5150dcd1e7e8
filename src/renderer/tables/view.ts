/** Which rows are in view, told to whoever shows it. */
export interface View {
  readonly set: (first: number, last: number) => void
  readonly get: () => readonly [first: number, last: number]
  readonly subscribe: (listener: () => void) => () => void
}

export function createView(): View {
  let seen: readonly [number, number] = [0, 0]
  const listeners = new Set<() => void>()
  return {
    set: (first, last) => {
      if (seen[0] === first && seen[1] === last) return
      seen = [first, last]
      for (const listener of listeners) listener()
    },
    get: () => seen,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
