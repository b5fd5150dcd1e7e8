import { SegmentedControl, Select, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { roleTitle } from '#contract/access.ts'
import { useDensity, useInstants, useLetterKeys, useSession, useThemePreference, useZone } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import { LinkAct, MainPane, PaneBody, PaneHeader, Screen, Tag } from '../ui/index.ts'
import { Operators } from './operators.tsx'
import styles from './settings-screen.module.css'

export function SettingLine({
  title,
  detail,
  children,
}: {
  readonly title: string
  readonly detail?: string
  readonly children: ReactNode
}) {
  return (
    <div className={styles['line']}>
      <div>
        {title}
        {detail === undefined ? null : <small>{detail}</small>}
      </div>
      <div>{children}</div>
    </div>
  )
}

const themeChoices = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const densityChoices = [
  { value: 'compact', label: 'Compact' },
  { value: 'normal', label: 'Normal' },
  { value: 'roomy', label: 'Roomy' },
] as const

const zones = ['local', 'UTC', ...Intl.supportedValuesOf('timeZone')]

function Appearance() {
  const [theme, setTheme] = useThemePreference()
  const [density, setDensity] = useDensity()
  const [zone, setZone] = useZone()
  const [letters, setLetters] = useLetterKeys()
  const instants = useInstants()
  return (
    <>
      <h2 className={styles['group']}>How it looks</h2>
      <SettingLine title="Theme">
        <SegmentedControl
          aria-label="Theme"
          data={[...themeChoices]}
          value={theme}
          onChange={(value) => setTheme(themeChoices.find((choice) => choice.value === value)?.value ?? 'auto')}
        />
      </SettingLine>
      <SettingLine title="Density" detail="Height of the rows in tables and lists.">
        <SegmentedControl
          aria-label="Density"
          data={[...densityChoices]}
          value={density}
          onChange={(value) => setDensity(densityChoices.find((choice) => choice.value === value)?.value ?? 'normal')}
        />
      </SettingLine>
      <SettingLine title="Time zone shown" detail="Of the console's own times. Values of a database stay as stored.">
        <Select
          aria-label="Time zone"
          searchable
          w={280}
          data={zones.map((one) => ({ value: one, label: one === 'local' ? "This machine's" : one }))}
          value={zone}
          allowDeselect={false}
          limit={200}
          onChange={(next) => setZone(next ?? 'local')}
        />
        <small>
          It is {instants.full(new Date())} {instants.zoneName(new Date())}.
        </small>
      </SettingLine>
      <h2 className={styles['group']}>Keys</h2>
      <SettingLine title="Single-letter keys" detail="J, R, / and others act outside fields. ? shows them all.">
        <Switch
          aria-label="Single-letter keys"
          checked={letters}
          label={letters ? 'On' : 'Off'}
          onChange={(event) => setLetters(event.currentTarget.checked)}
        />
      </SettingLine>
    </>
  )
}

/** What each person sets for themselves, who they are here, and where the workspace lies. */
export function SettingsScreen() {
  const { operator, workspace, vault, version, host, rights } = useSession()
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Settings" />
        <PaneBody>
          <div className={styles['page']}>
            <Appearance />
            <h2 className={styles['group']}>You</h2>
            <SettingLine title="Operator" {...(operator.owner ? { detail: 'Owner of this workspace.' } : {})}>
              {operator.name}
            </SettingLine>
            <SettingLine title="Roles" detail={`${rights.length} rights in all.`}>
              <span style={{ display: 'inline-flex', gap: 6, flexWrap: 'wrap' }}>
                {operator.roles.map((role) => (
                  <Tag key={role}>{roleTitle[role]}</Tag>
                ))}
              </span>
            </SettingLine>
            <Operators />
            <h2 className={styles['group']}>Workspace</h2>
            <SettingLine title="Folder" {...(workspace.demo ? { detail: 'A demo campus: nobody in it exists.' } : {})}>
              <code>{workspace.path}</code> <LinkAct onClick={() => copyText(workspace.path)}>Copy</LinkAct>
            </SettingLine>
            <SettingLine title="Passwords">
              {vault.words}
              {vault.usable === false ? ' It cannot be used now: saving a password will say why.' : ''}
            </SettingLine>
            <SettingLine title="Version">
              Provost {version}, {host === 'desktop' ? 'as a desktop program' : 'served to this browser'}
            </SettingLine>
          </div>
        </PaneBody>
      </MainPane>
    </Screen>
  )
}
