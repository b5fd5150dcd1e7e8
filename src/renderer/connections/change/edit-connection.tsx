import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Connection } from '#contract/connections.ts'
import { Act, FailedFace, MainPane, Note, PaneBody, PaneHeader } from '../../ui/index.ts'
import styles from '../add-connection.module.css'
import { LineFields, PlaceFields, UseFields } from '../connection-fields.tsx'
import type { FormSettings } from '../form-settings.ts'
import { changeOf, type EditForm, editFault, editOf, type PasswordWish, passwordChoices } from './change-of.ts'
import { useChange } from './use-change.tsx'

interface PartProps {
  readonly form: EditForm
  readonly onChange: (change: Partial<EditForm>) => void
}

const isWish = (value: string | null, choices: readonly { value: PasswordWish }[]): value is PasswordWish =>
  choices.some((choice) => choice.value === value)

interface PasswordPartProps extends PartProps {
  readonly connection: Connection
  readonly typed: string
  readonly onTyped: (typed: string) => void
}

function PasswordFields({ connection, form, onChange, typed, onTyped }: PasswordPartProps) {
  const choices = passwordChoices(connection)
  return (
    <>
      <div className={styles['two']}>
        <Select
          label="Password"
          data={choices}
          value={form.password}
          allowDeselect={false}
          onChange={(value) => isWish(value, choices) && onChange({ password: value })}
        />
        {form.password === 'vault' ? (
          <PasswordInput
            label="The new password"
            value={typed}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            onChange={(event) => onTyped(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label="Warn of its age after, days"
            inputMode="numeric"
            value={form.rotationDays}
            onChange={(event) => onChange({ rotationDays: event.currentTarget.value })}
          />
        )}
      </div>
      {form.password === 'command' ? (
        <Textarea
          label="Command"
          description="The program and its arguments, each on a line of its own. No shell runs it; the first line it prints is the password."
          autosize
          minRows={2}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          value={form.command}
          onChange={(event) => onChange({ command: event.currentTarget.value })}
        />
      ) : null}
    </>
  )
}

function PoolFields({ form, onChange }: PartProps) {
  const { pool } = form
  const field = (key: 'size' | 'overflow' | 'recycleSeconds' | 'connectTimeoutMs', label: string) => (
    <NumberInput
      label={label}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      value={pool[key]}
      onChange={(value) => onChange({ pool: { ...pool, [key]: String(value) } })}
    />
  )
  return (
    <>
      <div className={styles['two']}>
        {field('size', 'Sessions kept')}
        {field('overflow', 'More under load')}
      </div>
      <div className={styles['two']}>
        {field('connectTimeoutMs', 'Gives up after, ms')}
        {field('recycleSeconds', 'Opened anew after, s')}
      </div>
      <Switch
        label="Ask a session whether it lives before it is used"
        checked={pool.prePing}
        onChange={(event) => onChange({ pool: { ...pool, prePing: event.currentTarget.checked } })}
      />
    </>
  )
}

interface EditConnectionProps {
  readonly connection: Connection
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** Changes a kept connection. Only what was touched is sent; what is not keeps its value. */
export function EditConnection({ connection, onChanged, onClose }: EditConnectionProps) {
  const [form, setForm] = useState(() => editOf(connection))
  const [typed, setTyped] = useState('')
  const { make, busy, problem, question } = useChange(connection, onChanged)
  const change = changeOf(connection, form, typed)
  const touched = Object.values(change).some((value) => value === null || typeof value !== 'object' || Object.keys(value).length > 0)
  const fault = editFault(form, typed) ?? (touched ? null : 'Nothing was changed yet.')
  const set = (settings: Partial<FormSettings>) => setForm({ ...form, settings: { ...form.settings, ...settings } })
  const edit = (more: Partial<EditForm>) => setForm({ ...form, ...more })
  const isFile = connection.engine === 'sqlite'
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (fault !== null || busy) return
    setTyped('')
    make(change)
  }
  return (
    <MainPane>
      <PaneHeader title={`Change ${connection.name}`} acts={<Act onClick={onClose}>Not now</Act>} />
      <PaneBody>
        <form className={styles['form']} onSubmit={submit} autoComplete="off">
          <PlaceFields settings={form.settings} onChange={set} keptEngine />
          {isFile ? null : (
            <>
              <PasswordFields connection={connection} form={form} onChange={edit} typed={typed} onTyped={setTyped} />
              <LineFields settings={form.settings} onChange={set} kept />
              {connection.tls.pin === null ? null : (
                <Note tone="quiet">One certificate is trusted for this connection. Another host, port or tunnel takes that back.</Note>
              )}
            </>
          )}
          <UseFields settings={form.settings} onChange={set} />
          <PoolFields form={form} onChange={edit} />
          <div className={styles['acts']}>
            <Act look="primary" type="submit" icon="check" whyNot={busy ? 'The change is being made.' : fault}>
              {busy ? 'Saving' : 'Save and test'}
            </Act>
          </div>
        </form>
        {problem === null ? null : <FailedFace problem={problem}>Nothing was changed.</FailedFace>}
      </PaneBody>
      {question}
    </MainPane>
  )
}
