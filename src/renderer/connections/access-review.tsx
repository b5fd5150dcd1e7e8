import { useMutation, useQuery } from '@tanstack/react-query'
import type { AccessEntry, AccessFlag } from '#contract/connection-access.ts'
import type { Connection } from '#contract/connections.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toast } from '../shell/index.ts'
import { Act, countOf, FailedFace, LoadingFace, Note, PaneBody, PaneFoot, PlainTable, Section, State, saveAs } from '../ui/index.ts'
import styles from './access-review.module.css'

const flagWords: Readonly<Record<AccessFlag, string>> = {
  superuser: 'may do everything',
  'administers-roles': 'makes roles',
  'server-files': "reads or writes the server's files",
  write: 'changes rows',
  'schema-change': 'changes the schema',
  ownership: 'owns it',
  'definer-routine': "runs with another's rights",
  'grant-option': 'may hand it on',
  everyone: 'held by everyone',
  'no-password-expiry': 'password never expires',
  'no-connection-limit': 'no limit of sessions',
  'bypasses-row-security': 'sees past row security',
}

/** Some are told in full, the rest by their number: the export has them all. */
const mostObjects = 4

const objectsOf = ({ scope, objects }: AccessEntry): string => {
  const shown = objects.slice(0, mostObjects).join(', ')
  const more = objects.length > mostObjects ? ` and ${objects.length - mostObjects} more` : ''
  // "the server" says its scope itself.
  return shown === '' ? scope : shown.startsWith('the ') ? `${shown}${more}` : `${scope} ${shown}${more}`
}

/** The access review: who may do what in the connection's database, with what should be looked at marked, and as CSV. */
export function AccessReview({ connection: { name } }: { readonly connection: Connection }) {
  const review = useQuery(orpc.connections.privileges.queryOptions({ input: { name }, staleTime: 60_000, retry: false }))
  const save = useMutation({
    mutationFn: () => client.connections.privileges({ name, format: 'csv' }),
    onSuccess: ({ text, entries }) => {
      // The mark that tells spreadsheets that it is UTF-8.
      saveAs(`access-${name}-${new Date().toISOString().slice(0, 10)}.csv`, new Blob([`\ufeff${text ?? ''}`], { type: 'text/csv' }))
      toast('Access review exported', { detail: `${countOf(entries.length, 'line', 'lines')}. The export is in the audit log.` })
    },
  })
  if (review.data === undefined)
    return (
      <PaneBody>
        {review.error === null ? (
          <LoadingFace rows={6}>Reading who may do what</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(review.error)} onRetry={() => void review.refetch()} />
        )}
      </PaneBody>
    )
  const { entries, limits, readOnly, login, database } = review.data
  const flagged = entries.filter(({ flags }) => flags.length > 0).length
  return (
    <>
      <PaneBody>
        <Section title="This connection" aside={`read-only level ${readOnly.level} of 3`}>
          <p className={styles['login']}>
            It signs in as <code>{login}</code>. {readOnly.reasons[0] ?? ''}
          </p>
        </Section>
        {limits.map((words) => (
          <div key={words} className={styles['limit']}>
            <Note tone="warn">{words}</Note>
          </div>
        ))}
        <Section title="Who may do what" aside={<code>{database}</code>}>
          {entries.length === 0 ? (
            'This login sees no right of anybody.'
          ) : (
            <PlainTable
              label="Access review"
              heads={['Who', 'On', 'May', 'Look at']}
              rows={entries.map((entry, at) => ({
                key: `${at} ${entry.who} ${entry.scope}`,
                cells: [
                  <span key="who" className={styles['who']}>
                    <code>{entry.who}</code>
                    <span className={styles['kind']}>
                      {entry.kind}
                      {entry.canLogIn ? ', may sign in' : ''}
                    </span>
                  </span>,
                  <span key="on" className={styles['wide']} title={entry.objects.join(', ')}>
                    {objectsOf(entry)}
                  </span>,
                  <code key="may" className={styles['wide']}>
                    {entry.privileges.join(', ')}
                  </code>,
                  entry.flags.length === 0 ? (
                    ''
                  ) : (
                    <span key="flags" className={styles['flags']}>
                      {entry.flags.map((flag) => (
                        <State key={flag} glyph="warn" tone="warn">
                          {flagWords[flag]}
                        </State>
                      ))}
                    </span>
                  ),
                ],
              }))}
            />
          )}
        </Section>
        {save.error === null ? null : <FailedFace problem={problemOf(save.error)}>Nothing was exported.</FailedFace>}
      </PaneBody>
      <PaneFoot>
        <span className="num">
          <b>{countOf(entries.length, 'line', 'lines')}</b>, {flagged} to look at
        </span>
        <Act size="xs" icon="download" whyNot={save.isPending ? 'It is being written.' : null} onClick={() => save.mutate()}>
          Export CSV
        </Act>
      </PaneFoot>
    </>
  )
}
