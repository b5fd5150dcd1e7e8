import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const windowState = z.object({
  /** Null: wherever the desktop puts a new window. */
  position: z.object({ x: z.int(), y: z.int() }).nullable(),
  width: z.int().min(640),
  height: z.int().min(400),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

export const defaultWindowState: WindowState = { position: null, width: 1440, height: 900, maximized: false }

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const fileOf = (directory: string): string => join(directory, 'window.json')

/** Where the window was when it was last closed, if a screen still shows that place. */
export function readWindowState(directory: string, screens: readonly Area[]): WindowState {
  const state = (() => {
    try {
      return windowState.parse(JSON.parse(readFileSync(fileOf(directory), 'utf8')))
    } catch {
      // Missing or unreadable: where a window stood is not worth telling anybody about.
      return defaultWindowState
    }
  })()
  const { position, width, height } = state
  if (position === null) return state
  const { x, y } = position
  const visible = screens.some(
    (screen) => x < screen.x + screen.width && x + width > screen.x && y < screen.y + screen.height && y + height > screen.y,
  )
  return visible ? state : { ...state, position: null }
}

/** Keeps where the window is. */
export function keepWindowState(directory: string, state: WindowState): void {
  const path = fileOf(directory)
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
