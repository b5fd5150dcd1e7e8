import { useMutation, useQuery } from '@tanstack/react-query'
import type { RotationPlan } from '#contract/connection-access.ts'
import type { Connection } from '#contract/connections.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { useTellLate } from '../shell/index.ts'
import { FailedFace, LoadingFace, Note, TypedDialog } from '../ui/index.ts'

interface RotateDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
  /** Told of the other connections whose password changed with it, and of those that are left to a person. */
  readonly onRotated: (done: Pick<RotationPlan, 'also' | 'byHand'>) => void
}

const byHandWords = ({ connection, where, differs }: RotationPlan['byHand'][number]): string =>
  differs
    ? `${connection} is written for the same account. ${where}`
    : `${connection} logs in as the same account and fails until its password is changed by hand. ${where}`

/** A new password for the connection's account: says whom it concerns before anything is done, and in production takes the typed name. */
export function RotateDialog({ connection: { name }, onClose, onRotated }: RotateDialogProps) {
  const plan = useQuery(orpc.connections.rotate.queryOptions({ input: { name, dryRun: true }, staleTime: 0, retry: false }))
  const rotate = useMutation({
    mutationFn: (typed: string) => client.connections.rotate({ name, ...(typed === '' ? {} : { confirm: typed }) }),
    onSuccess: onRotated,
    onError: useTellLate(),
  })
  const production = plan.data?.production === true
  return (
    <TypedDialog
      title="Change the password of its account?"
      production={production}
      expected={production ? name : null}
      expectedWords="the name of the connection"
      keep="Keep the password"
      act="Change the password"
      danger
      whyNot={plan.data === undefined ? 'Whom it concerns is not known yet.' : null}
      busy={rotate.isPending ? 'The password is being changed and proven, which is not broken off in the middle.' : null}
      problem={rotate.error === null ? null : problemOf(rotate.error)}
      onClose={onClose}
      onSure={(typed) => rotate.mutate(typed)}
    >
      {plan.data === undefined ? (
        plan.error === null ? (
          <LoadingFace rows={2}>Looking whom it concerns</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(plan.error)} />
        )
      ) : (
        <>
          <p>
            {plan.data.account} gets a new password that nobody sees. It is proven by a fresh login, and the vault holds it for{' '}
            <b>{[name, ...plan.data.also].join(', ')}</b>.
          </p>
          {plan.data.byHand.map((other) => (
            <Note key={other.connection} tone="warn">
              {byHandWords(other)}
            </Note>
          ))}
        </>
      )}
    </TypedDialog>
  )
}
