import { Menu, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MigrationSourceView } from '#contract/migrations.ts'
import { client, problemOf } from '../bridge/index.ts'
import { Act, countOf, Facts, Glyph, Note } from '../ui/index.ts'
import styles from './pickers.module.css'
import { versionsOf } from './source-versions.ts'
import { toolNames } from './state-words.ts'
import { useSources } from './use-sources.ts'

/** The end of a path, which tells folders apart. */
export const folderTail = (directory: string): string => directory.split(/[\\/]/).filter(Boolean).slice(-2).join('/')

/** What a folder was recognised as: the tool, how much lies there, and what is wrong with it. */
export function SourceFacts({ view }: { readonly view: MigrationSourceView }) {
  const versions = versionsOf([view])
  return (
    <div className={styles['found']}>
      <Facts
        facts={[
          [
            'Recognised',
            <b key="tool">
              {toolNames[view.tool]}
              {view.toolVersion === null ? '' : ` ${view.toolVersion}`}
            </b>,
          ],
          ['Migrations', versions.length === 0 ? 'none yet' : `${versions.length}, ${versions[0]} to ${versions.at(-1)}`],
          ['For', view.engines.join(', ')],
        ]}
      />
      {view.problems.map((problem) => (
        <Note key={`${problem.code} ${problem.title}`} tone="warn">
          {problem.title} {problem.remedy.join(' ')}
        </Note>
      ))}
    </div>
  )
}

function FolderDialog({
  initial,
  onClose,
  onUse,
}: {
  readonly initial: string
  readonly onClose: () => void
  readonly onUse: (directory: string) => void
}) {
  const [directory, setDirectory] = useState(initial)
  const look = useMutation({ mutationFn: (path: string) => client.migrations.source({ directory: path }) })
  const path = directory.trim()
  const found = look.data !== undefined && look.variables === path ? look.data : null
  return (
    <Modal opened onClose={onClose} title="A folder of migrations" size={520} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={styles['dialog']}
        onSubmit={(event) => {
          event.preventDefault()
          if (found !== null) onUse(found.directory ?? path)
          else if (path !== '') look.mutate(path)
        }}
      >
        <TextInput
          label="Folder"
          description="On the machine where Provost runs: Provost's own NNNN_name.up.sql files, a Prisma project or an Alembic project."
          value={directory}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setDirectory(event.currentTarget.value)}
        />
        {look.error === null || look.variables !== path ? null : (
          <Note tone="fail">
            {problemOf(look.error).title} {problemOf(look.error).remedy.join(' ')}
          </Note>
        )}
        {found === null ? null : <SourceFacts view={found} />}
        <div className={styles['acts']}>
          <Act onClick={onClose}>Keep the source</Act>
          <Act
            look="primary"
            type="submit"
            whyNot={path === '' ? 'Name a folder first.' : look.isPending ? 'It is being looked at.' : null}
          >
            {found === null ? (look.isPending ? 'Looking' : 'Look at it') : 'Use this folder'}
          </Act>
        </div>
      </form>
    </Modal>
  )
}

interface SourcePickerProps {
  readonly source: string | undefined
  readonly onChoose: (directory: string | undefined) => void
}

/** Where the migrations come from: each tenant's blueprint, or a folder. */
export function SourcePicker({ source, onChoose }: SourcePickerProps) {
  const sources = useSources()
  const [asking, setAsking] = useState(false)
  const directories = [...new Set([...(source === undefined ? [] : [source]), ...(sources.data?.directories ?? [])])]
  const blueprints = sources.data?.blueprints ?? []
  return (
    <>
      <Menu position="bottom-start" width={340}>
        <Menu.Target>
          <Act icon="migrations">
            <span className={styles['what']}>Source</span>
            {source === undefined ? 'blueprints' : <span className="mono">{folderTail(source)}</span>}
          </Act>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Glyph name={source === undefined ? 'ok' : 'dot'} tone={source === undefined ? 'accent' : 'decoration'} />}
            onClick={() => onChoose(undefined)}
          >
            Each tenant's own blueprint
            <div className={styles['second']}>
              {blueprints.length === 0 ? 'none ships with this console' : blueprints.map(({ title }) => title).join(', ')}
            </div>
          </Menu.Item>
          {directories.length === 0 ? null : <Menu.Label>{countOf(directories.length, 'folder', 'folders')}</Menu.Label>}
          {directories.map((directory) => (
            <Menu.Item
              key={directory}
              leftSection={<Glyph name={directory === source ? 'ok' : 'dot'} tone={directory === source ? 'accent' : 'decoration'} />}
              onClick={() => onChoose(directory)}
            >
              <span className="mono">{folderTail(directory)}</span>
              <div className={styles['second']}>{directory}</div>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setAsking(true)}>Another folder…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking ? (
        <FolderDialog
          initial={source ?? ''}
          onClose={() => setAsking(false)}
          onUse={(directory) => {
            setAsking(false)
            onChoose(directory)
          }}
        />
      ) : null}
    </>
  )
}
