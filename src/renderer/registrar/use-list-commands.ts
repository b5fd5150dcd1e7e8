import { type Command, useCommands } from '../shell/index.ts'

interface CommandsOf {
  readonly list: string
  readonly what: string
  readonly refresh: () => void
  readonly export: { readonly refused: string | null; readonly start: () => void }
  /** Goes on to the next row's side pane; null where rows have none. */
  readonly step: ((by: 1 | -1) => void) | null
}

/** What a list can be told by its keys and by the palette. */
export function useListCommands({ list, what, refresh, export: exported, step }: CommandsOf): void {
  const paging: Command[] =
    step === null
      ? []
      : [
          { id: `${list}.next`, title: 'Open the next row', group: 'here', icon: 'down', keys: ['alt+ArrowDown'], run: () => step(1) },
          { id: `${list}.previous`, title: 'Open the row before', group: 'here', icon: 'up', keys: ['alt+ArrowUp'], run: () => step(-1) },
        ]
  useCommands([
    { id: `${list}.refresh`, title: `Read the ${what} again`, group: 'here', icon: 'refresh', keys: ['r'], run: refresh },
    {
      id: `${list}.export`,
      title: `Export these ${what} as CSV`,
      group: 'here',
      icon: 'download',
      keys: ['mod+e'],
      whyNot: exported.refused,
      run: exported.start,
    },
    ...paging,
  ])
}
