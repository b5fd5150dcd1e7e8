import { Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '#contract/connections.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { Act, FailedFace, LoadingFace, Note } from '../ui/index.ts'

interface RotateDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
  /** Told of the other connections whose password changed with it. */
  readonly onRotated: (also: readonly string[]) => void
}

/** A new password for the connection's account: says whom it concerns before anything is done, and in production takes the typed name. */
export function RotateDialog({ connection: { name }, onClose, onRotated }: RotateDialogProps) {
  const [typed, setTyped] = useState('')
  const plan = useQuery(orpc.connections.rotate.queryOptions({ input: { name, dryRun: true }, staleTime: 0, retry: false }))
  const rotate = useMutation({
    mutationFn: () => client.connections.rotate({ name, ...(typed === '' ? {} : { confirm: typed }) }),
    onSuccess: ({ also }) => onRotated(also),
  })
  const whyNot =
    plan.data === undefined
      ? 'Whom it concerns is not known yet.'
      : plan.data.production && typed !== name
        ? 'Type the name of the connection first.'
        : rotate.isPending
          ? 'The password is being changed.'
          : null
  return (
    <Modal opened onClose={onClose} title="Change the password of its account?" size={460} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNot === null) rotate.mutate()
        }}
      >
        {plan.data === undefined ? (
          plan.error === null ? (
            <LoadingFace rows={2}>Looking whom it concerns</LoadingFace>
          ) : (
            <FailedFace problem={problemOf(plan.error)} />
          )
        ) : (
          <>
            <p style={{ margin: 0, color: 'var(--pv-ink-2)' }}>
              {plan.data.account} gets a new password that nobody sees. It is proven by a fresh login, and the vault holds it for{' '}
              <b>{[name, ...plan.data.also].join(', ')}</b>.
            </p>
            {plan.data.byHand.map((other) => (
              <Note key={other.connection} tone="warn">
                {other.connection} logs in as the same account and fails until its password is changed by hand. {other.where}
              </Note>
            ))}
            {plan.data.production ? (
              <TextInput
                label={
                  <>
                    It is production. Type <code>{name}</code> to confirm
                  </>
                }
                value={typed}
                data-autofocus
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            ) : null}
          </>
        )}
        {rotate.error === null ? null : (
          <Note tone="fail">
            {problemOf(rotate.error).title} {problemOf(rotate.error).detail} {problemOf(rotate.error).remedy.join(' ')}
          </Note>
        )}
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Act onClick={onClose}>Keep the password</Act>
          <Act look="danger" type="submit" whyNot={whyNot}>
            Change the password
          </Act>
        </div>
      </form>
    </Modal>
  )
}
