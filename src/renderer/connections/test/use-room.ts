import { useMedia } from '../../ui/index.ts'

/** Whether the findings have room beside the stages: the rail, the list, a main pane of 620 px and a side pane. Else they stand below them. */
export const useRoomBeside = (): boolean => useMedia('(min-width: 1376px)')
