import { createContext, useContext } from 'react'
import type { Cell, ValueKind } from '#contract/values.ts'
import styles from './cell-value.module.css'
import { cellWords } from './cell-words.ts'
import { Glyph } from './glyph.tsx'
import { Tag } from './tag.tsx'

/** The caller's role in a word, for "hidden for support". */
export const RoleWord = createContext('this role')

/** A cell drawn by the values vocabulary: nothing is mistaken for something else. */
export function CellValue({ cell, kind }: { readonly cell: Cell; readonly kind: ValueKind }) {
  const role = useContext(RoleWord)
  const words = cellWords(cell, kind)
  switch (words.look) {
    case 'absent':
      return <span className={styles['absent']}>{words.words}</span>
    case 'odd':
      return <span className={styles['odd']}>{words.words}</span>
    case 'tag':
      return <Tag>{words.words}</Tag>
    case 'tagged':
      return (
        <>
          <Tag outline>{words.tag}</Tag> <span className={styles['machine']}>{words.words}</span>
        </>
      )
    case 'hidden':
      return (
        <span className={styles['hidden']}>
          <Glyph name="lock" tone="faint" size={10} />
          hidden for {role}
        </span>
      )
    default:
      return (
        <>
          {words.look === 'text' ? words.words : <span className={styles['machine']}>{words.words}</span>}
          {words.cut === null ? null : <span className={styles['size']}> … {words.cut}</span>}
        </>
      )
  }
}
