import styles from './cell-map.module.css'
import { CellGlyph, type CellMark } from './cell-shape.tsx'

/** What the shapes of a map mean. */
export function MapLegend({ entries }: { readonly entries: readonly (readonly [mark: CellMark, word: string])[] }) {
  return (
    <ul className={styles['legend']} aria-label="What the cells mean">
      {entries.map(([mark, word]) => (
        <li key={word}>
          <CellGlyph mark={mark} />
          {word}
        </li>
      ))}
    </ul>
  )
}
