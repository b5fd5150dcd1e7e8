import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { Act } from './button.tsx'
import styles from './dialog.module.css'
import { Dialog, DialogActs, DialogWords } from './dialog.tsx'
import { Note } from './tag.tsx'

interface TypedAnswerProps {
  readonly expected: string
  /** What it is: "the number of production tenants". */
  readonly expectedWords: string
  readonly typed: string
  readonly onType: (typed: string) => void
}

/** The field for what is to be typed before it is done. */
export function TypedAnswer({ expected, expectedWords, typed, onType }: TypedAnswerProps) {
  return (
    <TextInput
      label={
        <>
          Type <code>{expected}</code>, {expectedWords}
        </>
      }
      value={typed}
      data-autofocus
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onType(event.currentTarget.value)}
    />
  )
}

/** How far what is typed is from what is expected; nothing where there is nothing to say. */
const leftWords = (expected: string, typed: string): string => {
  if (typed === '' || typed === expected) return ''
  return expected.startsWith(typed) ? `${expected.length - typed.length} to go` : 'That is not it.'
}

interface TypedDialogProps {
  readonly title: string
  /** It reaches production: the plate stands by the title. */
  readonly production?: boolean
  /** What will happen: to what, how large, what survives. */
  readonly children: ReactNode
  /** What is to be typed; null where a click is enough. */
  readonly expected: string | null
  /** What it is: "the number of production tenants". */
  readonly expectedWords: string
  readonly keep: string
  readonly act: string
  readonly danger?: boolean
  /** Why it cannot be done now, whatever is typed. */
  readonly whyNot?: string | null
  /** What is being done: it is not called back, and the dialog stays until it has ended. */
  readonly busy: string | null
  readonly problem: Problem | null
  readonly size?: number
  readonly onClose: () => void
  readonly onSure: (typed: string) => void
}

/** Asks before something that is not taken back by a click; where it reaches production the answer is typed. */
export function TypedDialog({
  title,
  production = false,
  children,
  expected,
  expectedWords,
  keep,
  act,
  danger = false,
  whyNot = null,
  busy,
  problem,
  size = 460,
  onClose,
  onSure,
}: TypedDialogProps) {
  const [raw, setTyped] = useState('')
  const typed = raw.trim()
  const refused = busy ?? whyNot ?? (expected === null || typed === expected ? null : `Type ${expectedWords} first.`)
  return (
    <Dialog title={title} production={production} size={size} busy={busy} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (refused === null) onSure(typed)
        }}
      >
        <DialogWords>{children}</DialogWords>
        {expected === null ? null : <TypedAnswer expected={expected} expectedWords={expectedWords} typed={raw} onType={setTyped} />}
        {problem === null ? null : (
          <Note tone="fail">
            {problem.title} {problem.detail} {problem.remedy.join(' ')}
          </Note>
        )}
        <DialogActs busy={busy}>
          {busy !== null || expected === null ? null : <span className={styles['left']}>{leftWords(expected, typed)}</span>}
          <Act whyNot={busy} onClick={onClose}>
            {keep}
          </Act>
          <Act look={danger ? 'danger' : 'primary'} type="submit" whyNot={refused}>
            {act}
          </Act>
        </DialogActs>
      </form>
    </Dialog>
  )
}
