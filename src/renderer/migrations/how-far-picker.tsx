import { SegmentedControl, Select } from '@mantine/core'
import { Icon } from '../ui/index.ts'
import { type HowFar, readHowFar, writeHowFar } from './how-far.ts'
import styles from './pickers.module.css'

type Mode = 'one' | 'several' | 'version'

/** Steps that can be chosen where it is not known how many versions there are. */
const mostSteps = 20

interface HowFarPickerProps {
  /** As it stands in the address. */
  readonly back: string | undefined
  /** In the order they are applied. */
  readonly versions: readonly string[]
  readonly names: ReadonlyMap<string, string>
  /** Why no version can be named: those of the source are not known. */
  readonly whyNoVersion: string | null
  readonly onChoose: (back: string | undefined) => void
}

const modeOf = (how: HowFar): Mode => (how.kind === 'version' ? 'version' : how.steps === 1 ? 'one' : 'several')

/** How far back: one version, several, or to one that stays. */
export function HowFarPicker({ back, versions, names, whyNoVersion, onChoose }: HowFarPickerProps) {
  const how = readHowFar(back)
  const closed = whyNoVersion !== null && how.kind !== 'version'
  const choose = (next: HowFar) => onChoose(writeHowFar(next))
  const steps = Array.from({ length: Math.max(2, versions.length === 0 ? mostSteps : versions.length) - 1 }, (_, index) => index + 2)
  const known = how.kind === 'version' && how.version !== null && !versions.includes(how.version) ? [...versions, how.version] : versions
  return (
    <>
      <SegmentedControl
        aria-label="How far back"
        data={[
          { value: 'one', label: 'One step' },
          { value: 'several', label: 'Several steps' },
          { value: 'version', label: <span className={closed ? styles['closed'] : undefined}>To a version</span>, disabled: closed },
        ]}
        value={modeOf(how)}
        onChange={(mode) =>
          choose(
            mode === 'version' ? { kind: 'version', version: versions.at(-2) ?? null } : { kind: 'steps', steps: mode === 'one' ? 1 : 2 },
          )
        }
      />
      {whyNoVersion === null ? null : (
        <span className={styles['why']}>
          <Icon name="lock" size={14} />
          {whyNoVersion}
        </span>
      )}
      {how.kind === 'steps' && how.steps > 1 ? (
        <Select
          aria-label="How many steps"
          w={110}
          data={[...new Set([...steps, how.steps])].map((count) => ({ value: String(count), label: `${count} steps` }))}
          value={String(how.steps)}
          allowDeselect={false}
          onChange={(value) => value !== null && choose({ kind: 'steps', steps: Number(value) })}
        />
      ) : null}
      {how.kind === 'version' ? (
        <Select
          aria-label="The version that stays"
          w={230}
          data={[
            { value: '', label: 'Before the first: none stays' },
            ...known.map((version) => ({ value: version, label: `${version} stays ${names.get(version) ?? ''}`.trim() })),
          ]}
          value={how.version ?? ''}
          allowDeselect={false}
          searchable={known.length > 12}
          onChange={(value) => value !== null && choose({ kind: 'version', version: value === '' ? null : value })}
        />
      ) : null}
    </>
  )
}
