import { Modal, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Connection, ConnectionChange } from '#contract/connections.ts'
import type { Problem } from '#contract/errors.ts'
import { Act, Note } from '../../ui/index.ts'

type Change = Omit<ConnectionChange, 'name'>

interface ChangeDialogProps {
  readonly connection: Connection
  readonly change: Change
  /** What has to be said before the change is made. */
  readonly problem: Problem
  readonly busy: boolean
  readonly onMake: (change: Change) => void
  readonly onClose: () => void
}

const foot = { display: 'flex', gap: 8, justifyContent: 'flex-end', flexWrap: 'wrap' } as const

/** Asks where a kept password goes, and for the name where tenants move. The server asks; this only puts the question. */
export function ChangeDialog({ connection, change, problem, busy, onMake, onClose }: ChangeDialogProps) {
  const [typed, setTyped] = useState('')
  const aboutPassword = problem.code === 'confirmation.password'
  const whyNot = busy ? 'The change is being made.' : null
  return (
    <Modal
      opened
      onClose={onClose}
      title={aboutPassword ? 'Which password goes there?' : 'Move its tenants to another server?'}
      size={460}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        style={{ display: 'grid', gap: 12 }}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === '' || busy || (!aboutPassword && typed !== connection.name)) return
          setTyped('')
          onMake({ ...change, ...(aboutPassword ? { password: typed } : { confirm: typed }) })
        }}
      >
        <p style={{ margin: 0, color: 'var(--pv-ink-2)', overflowWrap: 'anywhere' }}>
          {problem.title} {problem.detail}
        </p>
        {aboutPassword ? (
          <PasswordInput
            label="Password of the new account"
            description="Stored in place of the one kept."
            value={typed}
            data-autofocus
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : (
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
        )}
        {problem.code === 'confirmation.wrong' ? <Note tone="fail">That was another name.</Note> : null}
        <div style={foot}>
          <Act onClick={onClose}>Keep it as it is</Act>
          {aboutPassword ? (
            <>
              <Act whyNot={whyNot} onClick={() => onMake({ ...change, keepPassword: true })}>
                Send the kept one
              </Act>
              <Act look="primary" type="submit" whyNot={whyNot ?? (typed === '' ? 'Type the password first.' : null)}>
                Use this one
              </Act>
            </>
          ) : (
            <Act
              look="danger"
              type="submit"
              whyNot={whyNot ?? (typed === connection.name ? null : 'Type the name of the connection first.')}
            >
              Move them
            </Act>
          )}
        </div>
      </form>
    </Modal>
  )
}
