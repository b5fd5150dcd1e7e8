import { useSyncExternalStore } from 'react'

const query = window.matchMedia('(max-width: 979px)')

const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Whether the window is too narrow for the rail's words. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
