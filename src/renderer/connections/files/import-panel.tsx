import { FileButton, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportEntry, ImportFile } from '#contract/connection-files.ts'
import { client, orpc, problemOf } from '../../bridge/index.ts'
import { Act, countOf, FailedFace, LinkAct, LoadingFace, MainPane, Note, PaneBody, PaneHeader } from '../../ui/index.ts'
import styles from './import-panel.module.css'
import { type Choice, firstChoice, pathsOf, picksOf } from './import-picks.ts'
import { ImportReport } from './import-report.tsx'
import { ImportRow } from './import-row.tsx'

/** What was pointed at. Only handles are kept: a file's text, which may hold passwords, is read as it is sent. */
interface Source {
  readonly paths: readonly string[]
  readonly picked: readonly File[]
}

const filesOf = async ({ paths, picked }: Source): Promise<ImportFile[]> => [
  ...paths.map((path) => ({ path })),
  ...(await Promise.all(picked.map(async (file) => ({ name: file.name, text: await file.text() })))),
]

interface ImportPanelProps {
  readonly onOpen: (name: string) => void
  readonly onClose: () => void
}

/** Reads connections out of other tools' files: which there are, which to take, and what became of them. */
export function ImportPanel({ onOpen, onClose }: ImportPanelProps) {
  const queryClient = useQueryClient()
  const [text, setText] = useState('')
  const [picked, setPicked] = useState<readonly File[]>([])
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())
  const source: Source = { paths: pathsOf(text), picked }
  const preview = useMutation({
    mutationFn: async (from: Source) => client.connections.importPreview({ files: await filesOf(from) }),
    onMutate: () => setChoices(new Map()),
  })
  const entries = preview.data?.entries ?? []
  const choiceOf = (entry: ImportEntry): Choice => choices.get(entry.id) ?? firstChoice(entry)
  const picks = picksOf(entries, choiceOf)
  const apply = useMutation({
    mutationFn: async (from: Source) => client.connections.importApply({ files: await filesOf(from), picks }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.connections.key() }),
  })
  const nothing = source.paths.length === 0 && picked.length === 0 ? 'Name a file first, or choose one.' : null
  const read = (): void => {
    if (nothing !== null) return
    apply.reset()
    preview.mutate(source)
  }
  return (
    <MainPane>
      <PaneHeader title="Import connections" acts={<Act onClick={onClose}>{apply.data === undefined ? 'Not now' : 'Done'}</Act>} />
      <PaneBody>
        <form
          className={styles['source']}
          onSubmit={(event) => {
            event.preventDefault()
            read()
          }}
        >
          <Textarea
            label="Files"
            description="One path on each line, on the machine the console runs on: zulip.conf, .env, alembic.ini, pg_service.conf, .pgpass, my.cnf."
            autosize
            minRows={2}
            maxRows={8}
            value={text}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {picked.length === 0 ? null : (
            <div className={styles['picked']}>
              {picked.map((file) => file.name).join(', ')} <LinkAct onClick={() => setPicked([])}>Leave out</LinkAct>
            </div>
          )}
          <div className={styles['acts']}>
            <Act type="submit" look={entries.length === 0 ? 'primary' : 'default'} whyNot={nothing}>
              {preview.isPending ? 'Reading' : entries.length === 0 ? 'Look what is in them' : 'Look again'}
            </Act>
            <FileButton multiple onChange={(chosen) => setPicked([...picked, ...chosen])}>
              {({ onClick }) => <Act onClick={onClick}>Choose files…</Act>}
            </FileButton>
            {apply.data === undefined ? <span className={styles['hint']}>Nothing is stored yet, and no server is contacted.</span> : null}
          </div>
        </form>
        {preview.error !== null ? <FailedFace problem={problemOf(preview.error)}>Nothing was imported.</FailedFace> : null}
        {preview.isPending ? <LoadingFace rows={3}>Reading the files</LoadingFace> : null}
        {preview.data === undefined || preview.isPending ? null : (
          <>
            {preview.data.remarks.map((remark) => (
              <div key={`${remark.file} ${remark.text}`} className={styles['remark']}>
                <Note tone="quiet">
                  <code>{remark.file}</code> {remark.text}
                </Note>
              </div>
            ))}
            {entries.length === 0 ? (
              <p className={styles['none']}>These files describe no connection.</p>
            ) : apply.data === undefined ? (
              <div className={styles['scroll']}>
                <table className={styles['table']} aria-label="What the files describe">
                  <thead>
                    <tr>
                      <th scope="col">
                        <span className="sr-only">Take it</span>
                      </th>
                      <th scope="col">Name</th>
                      <th scope="col">Engine</th>
                      <th scope="col">Address</th>
                      <th scope="col">Database</th>
                      <th scope="col">User</th>
                      <th scope="col">Password</th>
                      <th scope="col">State</th>
                    </tr>
                  </thead>
                  <tbody>
                    {entries.map((entry) => (
                      <ImportRow
                        key={entry.id}
                        entry={entry}
                        choice={choiceOf(entry)}
                        onChange={(change) => setChoices(new Map(choices).set(entry.id, { ...choiceOf(entry), ...change }))}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            ) : (
              <ImportReport results={apply.data.results} onOpen={onOpen} />
            )}
            {apply.error === null ? null : <FailedFace problem={problemOf(apply.error)}>Look again at what the files say now.</FailedFace>}
          </>
        )}
      </PaneBody>
      {entries.length === 0 || apply.data !== undefined ? null : (
        <div className={styles['foot']}>
          <Act
            look="primary"
            icon="plus"
            whyNot={picks.length === 0 ? 'Nothing that can be taken is ticked.' : null}
            onClick={() => {
              if (!apply.isPending) apply.mutate(source)
            }}
          >
            {apply.isPending ? 'Importing' : `Import ${picks.length} of ${entries.length}`}
          </Act>
          <span className={styles['hint']}>
            {countOf(entries.filter(({ state }) => state === 'there').length, 'connection is', 'connections are')} there already. A password
            found goes to the vault.
          </span>
        </div>
      )}
    </MainPane>
  )
}
