import { useMedia } from '../ui/index.ts'

/** Whether the window is too narrow for the rail's words. */
export const useNarrow = (): boolean => useMedia('(max-width: 979px)')
