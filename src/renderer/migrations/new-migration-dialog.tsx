import { Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toast } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import { Act, countOf, IconAct, Note } from '../ui/index.ts'
import styles from './new-migration-dialog.module.css'
import { filePaths } from './new-migration-why-not.ts'

interface NewMigrationDialogProps {
  /** A folder of Provost's own kind. */
  readonly source: string
  readonly onClose: () => void
  /** The files are made: what was known of the source is old. */
  readonly onMade: () => void
}

const copy = (paths: readonly string[]): void => {
  copyText(paths.join('\n'))
  toast(paths.length === 1 ? 'Path copied' : `${countOf(paths.length, 'path', 'paths')} copied`)
}

/** The files that were made, and what comes next. */
function Made({ version, paths, onClose }: { readonly version: string; readonly paths: readonly string[]; readonly onClose: () => void }) {
  return (
    <div className={styles['dialog']}>
      <p>
        {countOf(paths.length, 'file is', 'files are')} made, and nothing is run. Write the SQL before {version} is applied anywhere: a file
        that was applied may not be changed any more, and without its way back it cannot be taken back.
      </p>
      <ul className={styles['files']} aria-label="Files that were made">
        {paths.map((path) => (
          <li key={path}>
            <code>{path}</code>
            <IconAct icon="copy" size="xs" label={`Copy the path of ${path.split(/[\\/]/).at(-1) ?? path}`} onClick={() => copy([path])} />
          </li>
        ))}
      </ul>
      <div className={styles['acts']}>
        <Act icon="copy" onClick={() => copy(paths)}>
          Copy all paths
        </Act>
        <Act look="primary" onClick={onClose}>
          Done
        </Act>
      </div>
    </div>
  )
}

/** Makes the files of the next number in a folder of migrations: a name is asked, and where they lie is told. */
export function NewMigrationDialog({ source, onClose, onMade }: NewMigrationDialogProps) {
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: (given: string) => client.migrations.create({ name: given, source }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: orpc.migrations.source.key() })
      void queryClient.invalidateQueries({ queryKey: orpc.migrations.sources.key() })
      onMade()
    },
  })
  const given = name.trim()
  const made = create.data
  const problem = create.error === null || create.variables !== given ? null : problemOf(create.error)
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? 'A new migration' : `Migration ${made.version} is made`}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made !== undefined ? (
        <Made version={made.version} paths={filePaths(source, made.files)} onClose={onClose} />
      ) : (
        <form
          className={styles['dialog']}
          onSubmit={(event) => {
            event.preventDefault()
            if (given !== '' && !create.isPending) create.mutate(given)
          }}
        >
          <TextInput
            label="What it does"
            description="A few words: add refund holds. The files are named by them."
            value={name}
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div className={styles['where']}>
            In <code>{source}</code>, a way there and a way back for each engine it has.
          </div>
          {problem === null ? null : (
            <Note tone="fail">
              {problem.title} {problem.remedy.join(' ')}
            </Note>
          )}
          <div className={styles['acts']}>
            <Act onClick={onClose}>Make none</Act>
            <Act
              look="primary"
              type="submit"
              whyNot={given === '' ? 'Say what it does first.' : create.isPending ? 'The files are being made.' : null}
            >
              Make the files
            </Act>
          </div>
        </form>
      )}
    </Modal>
  )
}
