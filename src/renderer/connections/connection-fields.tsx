import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { Note } from '../ui/index.ts'
import styles from './add-connection.module.css'
import { engineChoices, environmentChoices, isEngine, isEnvironment, isTls, tlsChoices } from './connection-words.ts'
import { usualPort } from './draft-url.ts'
import type { FormSettings } from './form-settings.ts'

interface FieldsProps {
  readonly settings: FormSettings
  readonly onChange: (change: Partial<FormSettings>) => void
}

interface PlainFieldProps {
  readonly label: string
  readonly placeholder?: string
  readonly value: string
  readonly onValue: (value: string) => void
}

/** A field for what is read by a machine: no spelling, no memory of the browser. */
function PlainField({ onValue, ...field }: PlainFieldProps) {
  return <TextInput {...field} spellCheck={false} autoComplete="off" onChange={(event) => onValue(event.currentTarget.value)} />
}

/** Where the database is and who signs in. The engine of a kept connection does not change. */
export function PlaceFields({ settings, onChange, keptEngine = false }: FieldsProps & { readonly keptEngine?: boolean }) {
  const { place } = settings
  const set = (change: Partial<FormSettings['place']>) => onChange({ place: { ...place, ...change } })
  return (
    <>
      {keptEngine ? null : (
        <Select
          label="Engine"
          data={engineChoices}
          value={place.engine}
          allowDeselect={false}
          onChange={(engine) => isEngine(engine) && set({ engine })}
        />
      )}
      {place.engine === 'sqlite' ? (
        <TextInput
          label="File"
          description="A path on the machine the console runs on."
          value={place.path}
          spellCheck={false}
          onChange={(event) => set({ path: event.currentTarget.value })}
        />
      ) : (
        <>
          <div className={styles['address']}>
            <PlainField label="Host" value={place.host} onValue={(host) => set({ host })} />
            <TextInput
              label="Port"
              placeholder={usualPort[place.engine]}
              inputMode="numeric"
              value={place.port}
              onChange={(event) => set({ port: event.currentTarget.value })}
            />
          </div>
          <div className={styles['two']}>
            <PlainField label="Database" value={place.database} onValue={(database) => set({ database })} />
            <PlainField label="User" value={place.user} onValue={(user) => set({ user })} />
          </div>
        </>
      )}
    </>
  )
}

/** How the line is protected, and through where it goes. */
export function LineFields({ settings, onChange, kept = false }: FieldsProps & { readonly kept?: boolean }) {
  const { tls, ca, cert, key, ssh } = settings
  return (
    <>
      <div className={styles['two']}>
        <Select
          label="TLS"
          placeholder="As the URL says, else checked in full"
          clearable={!kept}
          allowDeselect={!kept}
          data={tlsChoices}
          value={tls}
          onChange={(mode) => onChange({ tls: isTls(mode) ? mode : null })}
        />
        <PlainField label="Issuer's certificate" placeholder="path of a PEM file" value={ca} onValue={(value) => onChange({ ca: value })} />
      </div>
      <div className={styles['two']}>
        <PlainField
          label="Client certificate"
          placeholder="where the server asks for one"
          value={cert}
          onValue={(value) => onChange({ cert: value })}
        />
        <PlainField label="Its key" placeholder="path of a PEM file" value={key} onValue={(value) => onChange({ key: value })} />
      </div>
      <PlainField
        label="Through SSH"
        placeholder="user@host, where there is a tunnel"
        value={ssh}
        onValue={(value) => onChange({ ssh: value })}
      />
    </>
  )
}

/** What the connection is for, and what it may do. */
export function UseFields({ settings, onChange }: FieldsProps) {
  const { environment, readWrite, external, place } = settings
  return (
    <>
      <div>
        <div className={styles['label']}>Environment</div>
        <SegmentedControl
          aria-label="Environment"
          data={environmentChoices}
          value={environment}
          onChange={(value) => isEnvironment(value) && onChange({ environment: value })}
        />
      </div>
      <Switch
        label="Let sessions write"
        description={
          place.engine === 'sqlite' ? 'Off: the file is opened read-only.' : 'Off: the database itself keeps each session from writing.'
        }
        checked={readWrite}
        onChange={(event) => onChange({ readWrite: event.currentTarget.checked })}
      />
      <Switch
        label="The LMS owns this schema"
        description="On: no migration ever runs here."
        checked={external}
        onChange={(event) => onChange({ external: event.currentTarget.checked })}
      />
      {environment === 'production' && readWrite ? (
        <Note tone="warn">Writes will be on for a production database. Leave them off unless something must be changed.</Note>
      ) : null}
    </>
  )
}
