import { Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '#contract/connections.ts'
import { client, problemOf } from '../bridge/index.ts'
import { Act, countOf, Note } from '../ui/index.ts'

interface RemoveDialogProps {
  readonly connection: Connection
  readonly tenants: number
  readonly onClose: () => void
  readonly onRemoved: () => void
}

/** Takes a connection out of the workspace, against its typed name. The database itself is not touched. */
export function RemoveDialog({ connection, tenants, onClose, onRemoved }: RemoveDialogProps) {
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => client.connections.remove({ name: connection.name, confirm: typed }),
    onSuccess: onRemoved,
  })
  const left = connection.name.startsWith(typed) ? connection.name.length - typed.length : null
  return (
    <Modal opened onClose={onClose} title="Remove this connection?" size={420} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === connection.name) remove.mutate()
        }}
      >
        <p style={{ margin: 0, color: 'var(--pv-ink-2)' }}>
          Its settings{connection.passwordIn === null ? '' : ' and its stored password'} leave this workspace
          {tenants === 0 ? '' : `, and ${countOf(tenants, 'tenant', 'tenants')} on it can no longer be reached`}. The database and
          everything in it stay as they are.
        </p>
        <TextInput
          label={
            <>
              Type <code>{connection.name}</code> to confirm
            </>
          }
          value={typed}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {remove.error === null ? null : (
          <Note tone="fail">
            {problemOf(remove.error).title} {problemOf(remove.error).remedy.join(' ')}
          </Note>
        )}
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', alignItems: 'center' }}>
          <span className="num" style={{ marginRight: 'auto', fontSize: 12, color: 'var(--pv-ink-3)' }}>
            {typed === '' ? '' : left === null ? 'That is another name.' : left === 0 ? '' : `${left} to go`}
          </span>
          <Act onClick={onClose}>Keep it</Act>
          <Act look="danger" type="submit" whyNot={typed === connection.name ? null : 'Type the name of the connection first.'}>
            Remove connection
          </Act>
        </div>
      </form>
    </Modal>
  )
}
