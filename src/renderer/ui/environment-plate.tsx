import type { Environment } from '#contract/connections.ts'
import styles from './environment-plate.module.css'
import { Icon } from './icon.tsx'

const icons = { production: 'shield', staging: 'flag', development: 'terminal' } as const

interface PlateProps {
  readonly environment: Environment
  /** Whether writes are on here; on production that fills the plate. */
  readonly writes: boolean
  /** Only the icon, for the folded rail. */
  readonly bare?: boolean
}

/** Which environment one stands in, and whether anything can be changed in it. */
export function EnvironmentPlate({ environment, writes, bare = false }: PlateProps) {
  const words = writes ? 'writes on' : 'read-only'
  return (
    <div
      className={styles['plate']}
      data-environment={environment}
      data-writes={writes || undefined}
      data-bare={bare || undefined}
      title={bare ? `${environment}, ${words}` : undefined}
    >
      <Icon name={icons[environment]} size={14} {...(bare ? { label: `${environment}, ${words}` } : {})} />
      {bare ? null : (
        <>
          <span className={styles['word']}>{environment.toUpperCase()}</span>
          <span className={styles['writes']}>{words}</span>
        </>
      )}
    </div>
  )
}

/** The environment's word in its colour, as it heads a group of a list. */
export function EnvironmentWord({ environment }: { readonly environment: Environment }) {
  return (
    <span className={`${styles['word']} ${styles['small']}`} data-environment={environment}>
      {environment.toUpperCase()}
    </span>
  )
}
