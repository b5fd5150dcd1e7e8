import { Modal } from '@mantine/core'
import { Keys } from '../ui/index.ts'
import { useAllCommands } from './commands.ts'
import { closeKeySheet } from './disclosures.ts'
import styles from './key-sheet.module.css'
import { keyCaps } from './keys.ts'
import { isMac } from './platform.ts'
import { useLetterKeys } from './preferences.ts'

const inTables: readonly (readonly [keys: string, what: string])[] = [
  ['ArrowUp ArrowDown', 'Move by rows'],
  ['Home End', 'First and last column'],
  ['mod+Home', 'First row'],
  ['mod+End', 'Last row'],
  ['Enter', 'Open the row or the cell; sort by a heading'],
  [' ', 'Select the row, with Shift a range'],
  ['mod+c', 'Copy the cell or the selected rows'],
  ['mod+shift+c', 'Copy with headings'],
  ['Escape', 'Close one layer'],
]

const titles = { here: 'On this screen', commands: 'Anywhere', go: 'Go to' } as const

/** All keys, from the same registry that runs them. */
export default function KeySheet() {
  const commands = useAllCommands()
  const [letters] = useLetterKeys()
  return (
    <Modal opened onClose={closeKeySheet} title="Keys" size={720} closeButtonProps={{ 'aria-label': 'Close' }}>
      {letters ? null : <p>Single characters are switched off in Settings: those shortcuts below do nothing now.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles['sheet']} aria-label="All keys" tabIndex={0}>
        {(['here', 'commands', 'go'] as const).map((group) => {
          const lines = commands.filter((command) => command.group === group && (command.keys?.length ?? 0) > 0)
          return lines.length === 0 ? null : (
            <section key={group}>
              <h3>{titles[group]}</h3>
              {lines.map((command) => (
                <div key={command.id} className={styles['line']}>
                  {command.title}
                  <Keys keys={keyCaps(command.keys?.[0] ?? '', isMac)} />
                </div>
              ))}
            </section>
          )
        })}
        <section>
          <h3>In tables</h3>
          {inTables.map(([keys, what]) => (
            <div key={keys} className={styles['line']}>
              {what}
              <Keys keys={keyCaps(keys === ' ' ? 'Space' : keys, isMac)} />
            </div>
          ))}
        </section>
      </section>
    </Modal>
  )
}
