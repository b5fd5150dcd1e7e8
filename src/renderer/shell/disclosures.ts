import { useSyncExternalStore } from 'react'

interface Disclosures {
  readonly palette: boolean
  /** What the palette's field begins with: `#` for tables. */
  readonly paletteText: string
  readonly keySheet: boolean
  readonly jobs: boolean
  /** In the jobs' place: one of the two stands open. */
  readonly alerts: boolean
  /** The job whose facts the drawer shows; null for the newest. */
  readonly job: string | null
}

let state: Disclosures = { palette: false, paletteText: '', keySheet: false, jobs: false, alerts: false, job: null }
const listeners = new Set<() => void>()

const become = (change: Partial<Disclosures>): void => {
  state = { ...state, ...change }
  for (const listener of [...listeners]) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Which of the shell's layers stand open. */
export const useDisclosures = (): Disclosures => useSyncExternalStore(subscribe, () => state)

export const openPalette = (text = ''): void => become({ palette: true, paletteText: text, keySheet: false })
export const closePalette = (): void => become({ palette: false })
export const openKeySheet = (): void => become({ keySheet: true, palette: false })
export const closeKeySheet = (): void => become({ keySheet: false })
export const toggleJobs = (): void => become({ jobs: !state.jobs, alerts: false })
export const toggleAlerts = (): void => become({ alerts: !state.alerts, jobs: false })
export const closeJobs = (): void => become({ jobs: false })
/** Opens the drawer on one job: where "show job" leads. */
export const showJob = (job: string | null): void => become({ jobs: true, alerts: false, job })
