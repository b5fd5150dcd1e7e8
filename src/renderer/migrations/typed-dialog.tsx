import { Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { Act, Note } from '../ui/index.ts'
import styles from './typed-dialog.module.css'

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
  readonly pending: boolean
  readonly problem: Problem | null
  readonly size?: number
  readonly onClose: () => void
  readonly onSure: (typed: string) => void
}

/** A dialog's title; the plate stands by it where it reaches production. */
export function DialogTitle({ title, production }: Pick<TypedDialogProps, 'title'> & { readonly production: boolean }) {
  if (!production) return title
  return (
    <span className={styles['title']}>
      {title} <span className={styles['plate']}>PRODUCTION</span>
    </span>
  )
}

interface TypedAnswerProps {
  readonly expected: string
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

/** Asks before something that is not taken back by a click; where it reaches production the answer is typed. */
export function TypedDialog(props: TypedDialogProps) {
  const {
    title,
    production = false,
    children,
    expected,
    expectedWords,
    keep,
    act,
    danger = false,
    pending,
    problem,
    size = 460,
    onClose,
    onSure,
  } = props
  const [typed, setTyped] = useState('')
  const right = expected === null || typed.trim() === expected
  return (
    <Modal
      opened
      onClose={onClose}
      title={<DialogTitle title={title} production={production} />}
      size={size}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (right && !pending) onSure(typed.trim())
        }}
      >
        <div className={styles['words']}>{children}</div>
        {expected === null ? null : <TypedAnswer expected={expected} expectedWords={expectedWords} typed={typed} onType={setTyped} />}
        {problem === null ? null : (
          <Note tone="fail">
            {problem.title} {problem.remedy.join(' ')}
          </Note>
        )}
        <div className={styles['acts']}>
          <Act onClick={onClose}>{keep}</Act>
          <Act
            look={danger ? 'danger' : 'primary'}
            type="submit"
            whyNot={pending ? 'It is being begun.' : right ? null : `Type ${expectedWords} first.`}
          >
            {act}
          </Act>
        </div>
      </form>
    </Modal>
  )
}
