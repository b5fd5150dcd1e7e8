import { Modal, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { problemOf } from '../../bridge/index.ts'
import { Act, Note } from '../../ui/index.ts'

interface PasswordDialogProps {
  readonly name: string
  /** Where it goes, in a sentence. */
  readonly description: string
  readonly give: (password: string) => Promise<void>
  readonly onClose: () => void
  readonly onGiven: () => void
}

/** Takes the password of a connection. It leaves this window as it is sent. */
export function PasswordDialog({ name, description, give, onClose, onGiven }: PasswordDialogProps) {
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (password === '') return
    setPassword('')
    setProblem(null)
    // No mutation: that would keep what it was called with.
    give(password).then(onGiven, (error: unknown) => setProblem(problemOf(error)))
  }
  return (
    <Modal opened onClose={onClose} title={`Password for ${name}`} size={420} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form style={{ display: 'grid', gap: 12 }} autoComplete="off" onSubmit={submit}>
        <PasswordInput
          label="Password"
          description={description}
          value={password}
          data-autofocus
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {problem === null ? null : <Note tone="fail">{problem.title}</Note>}
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Act onClick={onClose}>Not now</Act>
          <Act look="primary" type="submit" whyNot={password === '' ? 'Type the password first.' : null}>
            Test with it
          </Act>
        </div>
      </form>
    </Modal>
  )
}
