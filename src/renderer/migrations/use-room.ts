import { useMedia } from '../ui/index.ts'

/** Whether a side pane has room beside a main pane of 620 px and the rail. */
export const useRoomBeside = (): boolean => useMedia('(min-width: 1180px)')
