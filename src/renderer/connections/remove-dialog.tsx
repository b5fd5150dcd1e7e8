import { useMutation } from '@tanstack/react-query'
import type { Connection } from '#contract/connections.ts'
import { client, problemOf } from '../bridge/index.ts'
import { useTellLate } from '../shell/index.ts'
import { countOf, TypedDialog } from '../ui/index.ts'

interface RemoveDialogProps {
  readonly connection: Connection
  readonly tenants: number
  readonly onClose: () => void
  readonly onRemoved: () => void
}

/** Takes a connection out of the workspace, against its typed name. The database itself is not touched. */
export function RemoveDialog({ connection: { name, passwordIn }, tenants, onClose, onRemoved }: RemoveDialogProps) {
  const remove = useMutation({
    mutationFn: (typed: string) => client.connections.remove({ name, confirm: typed }),
    onSuccess: onRemoved,
    onError: useTellLate(),
  })
  return (
    <TypedDialog
      title="Remove this connection?"
      expected={name}
      expectedWords="the name of the connection"
      keep="Keep it"
      act="Remove connection"
      danger
      size={420}
      busy={remove.isPending ? 'It is being removed.' : null}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onClose={onClose}
      onSure={(typed) => remove.mutate(typed)}
    >
      <p>
        Its settings{passwordIn === null ? '' : ' and its stored password'} leave this workspace
        {tenants === 0 ? '' : `, and ${countOf(tenants, 'tenant', 'tenants')} on it can no longer be reached`}. The database and everything
        in it stay as they are.
      </p>
    </TypedDialog>
  )
}
