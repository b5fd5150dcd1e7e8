import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { IconName } from '../ui/index.ts'

/** Something a person can have done: by the palette, by its keys, by a button. There is one registry of them. */
export interface Command {
  readonly id: string
  /** A verb first; "…" at the end means a question follows. */
  readonly title: string
  /** Where it stands in the palette: on this screen, anywhere, or a place to go. */
  readonly group: 'here' | 'commands' | 'go'
  readonly icon?: IconName
  /** Shortcuts as `keys.ts` writes them: `g t`, `mod+k`, `r`. */
  readonly keys?: readonly string[]
  /** Quieter, beside the title. */
  readonly detail?: string
  /** Why it cannot run now; it stays in the palette with this in place of its keys. */
  readonly whyNot?: string | null
  /** Other words it is found by. */
  readonly words?: string
  readonly run: () => void
}

const owners = new Map<symbol, readonly Command[]>()
const listeners = new Set<() => void>()
let all: readonly Command[] = []

const tell = (): void => {
  // The screen opened last stands first, so that its keys win over the shell's.
  all = [...owners.values()].reverse().flat()
  for (const listener of [...listeners]) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Everything that can be done now. */
export const allCommands = (): readonly Command[] => all

export const useAllCommands = (): readonly Command[] => useSyncExternalStore(subscribe, allCommands)

/** Puts a screen's commands into the registry for as long as it is shown. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useRef(Symbol('commands'))
  const latest = useRef(commands)
  latest.current = commands
  // Only what is seen counts as a change: `run` is always taken from the latest render.
  const shape = JSON.stringify(commands)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the commands
  useEffect(() => {
    const key = owner.current
    owners.set(
      key,
      latest.current.map((command, index) => ({ ...command, run: () => latest.current[index]?.run() })),
    )
    tell()
  }, [shape])
  useEffect(() => {
    const key = owner.current
    return () => {
      owners.delete(key)
      tell()
    }
  }, [])
}
