import { Checkbox, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImportEntry, MissingFact } from '#contract/connection-files.ts'
import { State, Tag } from '../../ui/index.ts'
import { engineChoices, engineTitle, environmentChoices, isEnvironment } from '../connection-words.ts'
import styles from './import-panel.module.css'
import { type Choice, mayReplace, notTakeable, stillNeeded } from './import-picks.ts'

interface ImportRowProps {
  readonly entry: ImportEntry
  readonly choice: Choice
  readonly onChange: (change: Partial<Choice>) => void
}

const factTitle: Readonly<Record<MissingFact, string>> = { engine: 'Engine', host: 'Host', user: 'User', database: 'Database' }

const stateOf: Readonly<Record<ImportEntry['state'], ReactNode>> = {
  new: (
    <State glyph="wait" tone="quiet">
      New
    </State>
  ),
  there: (
    <State glyph="ok" tone="quiet" glyphTone="decoration">
      There already
    </State>
  ),
  incomplete: (
    <State glyph="warn" tone="warn">
      Incomplete
    </State>
  ),
  refused: (
    <State glyph="fail" tone="fail">
      Not importable
    </State>
  ),
}

const storedWords = {
  same: 'the same is stored',
  differs: 'another one is stored',
  missing: 'none is stored',
  unknown: 'the stored one cannot be read',
} as const

const passwordWords = ({ passwordFound, storedPassword }: ImportEntry): string =>
  passwordFound ? (storedPassword === null ? 'found' : `found, ${storedWords[storedPassword]}`) : 'not found'

function Given({
  fact,
  value,
  onChange,
}: {
  readonly fact: MissingFact
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const label = `${factTitle[fact]}, not in the file`
  if (fact === 'engine')
    return (
      <Select
        aria-label={label}
        placeholder="choose"
        data={engineChoices}
        value={value || null}
        onChange={(engine) => onChange(engine ?? '')}
      />
    )
  return (
    <TextInput
      aria-label={label}
      placeholder={`${factTitle[fact].toLowerCase()} is missing`}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** One connection that the files describe: what is known of it, and what the person says about it. */
export function ImportRow({ entry, choice, onChange }: ImportRowProps) {
  const whyNot = notTakeable(entry, choice)
  const needed = stillNeeded(entry, choice)
  const cell = (fact: MissingFact, known: ReactNode): ReactNode =>
    needed.includes(fact) || (fact === 'database' && entry.missing.includes(fact)) ? (
      <Given
        fact={fact}
        value={choice.given[fact] ?? ''}
        onChange={(text) => onChange({ given: { ...choice.given, [fact]: text }, taken: true })}
      />
    ) : (
      known
    )
  const open = entry.state === 'new' || entry.state === 'incomplete'
  const said = [entry.problem?.title, ...(entry.problem?.remedy ?? []), ...entry.assumptions].filter((words) => words !== undefined)
  return (
    <>
      <tr data-state={entry.state}>
        <td>
          <Checkbox
            aria-label={`Import ${entry.name}`}
            checked={choice.taken && whyNot === null}
            disabled={whyNot !== null}
            title={whyNot ?? undefined}
            onChange={(event) => onChange({ taken: event.currentTarget.checked })}
          />
        </td>
        <td>
          {open ? (
            <TextInput
              aria-label={`Name of ${entry.name}`}
              value={choice.name}
              maxLength={63}
              spellCheck={false}
              onChange={(event) => onChange({ name: event.currentTarget.value })}
            />
          ) : (
            <span className={styles['name']}>{entry.name}</span>
          )}
        </td>
        <td>{cell('engine', entry.engine === null ? '' : <Tag>{engineTitle[entry.engine]}</Tag>)}</td>
        <td>{cell('host', <code>{entry.address ?? ''}</code>)}</td>
        <td>{cell('database', <code>{entry.database ?? ''}</code>)}</td>
        <td>{cell('user', entry.user === null ? <em>no user</em> : <code>{entry.user}</code>)}</td>
        <td>{passwordWords(entry)}</td>
        <td>{stateOf[entry.state]}</td>
      </tr>
      <tr className={styles['under']}>
        <td />
        <td colSpan={7}>
          <div className={styles['more']}>
            <span>
              <code>{entry.file}</code>
              {entry.place === '' ? '' : `, ${entry.place}`}
            </span>
            {open ? (
              <Select
                aria-label={`Environment of ${entry.name}`}
                data={environmentChoices}
                value={choice.environment}
                allowDeselect={false}
                w={140}
                onChange={(value) => isEnvironment(value) && onChange({ environment: value })}
              />
            ) : null}
            {mayReplace(entry) ? (
              <Checkbox
                label="Put the found password into the vault"
                checked={choice.replacePassword}
                onChange={(event) => onChange({ replacePassword: event.currentTarget.checked, taken: event.currentTarget.checked })}
              />
            ) : null}
            {said.length === 0 ? null : <span className={styles['said']}>{said.join(' ')}</span>}
          </div>
        </td>
      </tr>
    </>
  )
}
