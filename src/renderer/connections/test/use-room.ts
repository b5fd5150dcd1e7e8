import { useSyncExternalStore } from 'react'

/** Wide enough for the rail, the list, a main pane of 620 px and a side pane. */
const query = window.matchMedia('(min-width: 1376px)')

const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Whether the findings have room beside the stages; else they stand below them. */
export const useRoomBeside = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
