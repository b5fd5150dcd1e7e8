import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Fix } from '#contract/connection-test.ts'
import { client, orpc, problemOf } from '../../bridge/index.ts'
import { Act, Dialog, DialogActs, Note } from '../../ui/index.ts'
import styles from './grant-dialog.module.css'

interface GrantDialogProps {
  readonly fix: Extract<Fix, { kind: 'grant-readonly' }>
  readonly onClose: () => void
  readonly onGranted: () => void
}

/** Gives a role the rights to read, through another connection: first what would run is shown, then the role's name is typed. */
export function GrantDialog({ fix: { through, role }, onClose, onGranted }: GrantDialogProps) {
  const [typed, setTyped] = useState('')
  // Never kept for later: rights may have changed when the dialog is opened again.
  const plan = useQuery(
    orpc.connections.grantReadonly.queryOptions({ input: { name: through, role, dryRun: true }, gcTime: 0, staleTime: 0, retry: false }),
  )
  const grant = useMutation({
    mutationFn: () => client.connections.grantReadonly({ name: through, role, confirm: typed }),
    onSuccess: onGranted,
  })
  const problem = plan.error ?? grant.error
  const busy = grant.isPending ? 'The rights are being given.' : null
  const whyNot =
    busy ?? (plan.data === undefined ? 'What would run is being worked out.' : typed === role ? null : 'Type the name of the role first.')
  return (
    <Dialog title={`Let ${role} read?`} size={600} busy={busy} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNot === null) grant.mutate()
        }}
      >
        <p>
          Provost gives the role the right to read every table of this database, and those made later, through the connection{' '}
          <code>{through}</code>. Its password stays as it is.
        </p>
        {plan.data === undefined ? (
          plan.error === null ? (
            <Note tone="quiet">Working out what would run.</Note>
          ) : null
        ) : (
          <section aria-label="What runs">
            <ol className={styles['statements']}>
              {plan.data.statements.map(({ sql, why }) => (
                <li key={sql}>
                  <code>{sql}</code>
                  <span>{why}</span>
                </li>
              ))}
            </ol>
            {plan.data.warnings.map((words) => (
              <Note key={words} tone="warn">
                {words}
              </Note>
            ))}
          </section>
        )}
        <TextInput
          label={
            <>
              Type <code>{role}</code> to confirm
            </>
          }
          value={typed}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {problem === null ? null : (
          <Note tone="fail">
            {problemOf(problem).title} {problemOf(problem).remedy.join(' ')}
          </Note>
        )}
        <DialogActs busy={busy}>
          <Act whyNot={busy} onClick={onClose}>
            Not now
          </Act>
          <Act look="primary" type="submit" whyNot={whyNot}>
            Give the rights
          </Act>
        </DialogActs>
      </form>
    </Dialog>
  )
}
