import { PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { Fix } from '#contract/connection-test.ts'
import type { ConnectionDraft } from '#contract/connections.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toast, useSession } from '../shell/index.ts'
import { Act, FailedFace, MainPane, Note, PaneBody, PaneHeader } from '../ui/index.ts'
import styles from './add-connection.module.css'
import { LineFields, PlaceFields, UseFields } from './connection-fields.tsx'
import { faultOf, suggestedName, urlOf, withoutPassword } from './draft-url.ts'
import { type FormSettings, noSettings } from './form-settings.ts'
import { DraftTest, useTestRun, withFix } from './test/index.ts'

/** Adds a connection. A password goes in and never comes back: it is dropped here the moment it is sent. */
export function AddConnection({ onAdded, onClose }: { readonly onAdded: (name: string) => void; readonly onClose: () => void }) {
  const { vault } = useSession()
  const queryClient = useQueryClient()
  const [by, setBy] = useState<'url' | 'fields'>('url')
  const [url, setUrl] = useState('')
  const [settings, setSettings] = useState<FormSettings>(noSettings)
  const [name, setName] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const [sent, setSent] = useState(false)
  const passwordField = useRef<HTMLInputElement>(null)
  const { run, start, cancel } = useTestRun(null)
  const { place: fields, tls, ca, cert, key, ssh, environment, readWrite, external } = settings
  const set = (change: Partial<FormSettings>) => setSettings({ ...settings, ...change })

  const address = by === 'url' ? url.trim() : urlOf(fields)
  const fileBased = by === 'fields' ? fields.engine === 'sqlite' : address !== '' && !/^(postgres|postgresql|mysql|mariadb)/i.test(address)
  const shownName = name ?? suggestedName(address)
  const fault =
    (by === 'url' ? (address === '' ? 'The URL is missing.' : null) : faultOf(fields)) ??
    (shownName.trim() === '' ? 'The name is missing.' : null)

  const add = useMutation({
    // The draft is handed over as it is sent and kept nowhere: not as a variable of the mutation either.
    gcTime: 0,
    mutationFn: (draft: ConnectionDraft) => client.connections.add(draft),
    onSuccess: async ({ connection, warnings }) => {
      await queryClient.invalidateQueries({ queryKey: orpc.connections.key() })
      toast(`Connection ${connection.name} added`, warnings.length === 0 ? {} : { detail: warnings.join(' ') })
      onAdded(connection.name)
    },
  })
  /** The draft as it stands. Whatever is secret in it leaves the form with it. */
  const take = (): ConnectionDraft => {
    setSent(password !== '' || withoutPassword(address) !== address)
    setPassword('')
    setUrl(withoutPassword(url))
    return {
      name: shownName.trim(),
      url: address,
      environment,
      readWrite,
      external,
      ...(fileBased
        ? {}
        : {
            tls: {
              ...(tls === null ? {} : { mode: tls }),
              ...(ca.trim() === '' ? {} : { ca: ca.trim() }),
              ...(cert.trim() === '' ? {} : { cert: cert.trim() }),
              ...(key.trim() === '' ? {} : { key: key.trim() }),
            },
            ...(ssh.trim() === '' ? {} : { ssh: ssh.trim() }),
          }),
      ...(password === '' ? {} : { password }),
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault !== null || add.isPending) return
    add.mutate(take())
  }
  const test = (): void => {
    const draft = take()
    start((signal) => client.connections.testDraft({ draft }, { signal }))
  }
  const actOf = (fix: Fix) => {
    if (fix.kind === 'set-password') return { title: 'Enter it', run: () => passwordField.current?.focus() }
    const mended = withFix({ url, fields, tls }, fix)
    if (mended === null) return null
    return {
      title: fix.kind === 'use-tls' ? 'Turn it on here' : 'Use it here',
      run: () => {
        setUrl(mended.url)
        set({ place: mended.fields, tls: mended.tls })
      },
    }
  }
  return (
    <MainPane>
      <PaneHeader title="Add a connection" acts={<Act onClick={onClose}>Not now</Act>} />
      <PaneBody>
        <div className={styles['beside']} data-tested={run.state !== 'none' || undefined}>
          <form className={styles['form']} onSubmit={submit} autoComplete="off">
            <SegmentedControl
              aria-label="How the address is given"
              data={[
                { value: 'url', label: 'By URL' },
                { value: 'fields', label: 'By fields' },
              ]}
              value={by}
              onChange={(value) => setBy(value === 'fields' ? 'fields' : 'url')}
              w={180}
            />
            {by === 'url' ? (
              <TextInput
                label="URL or file"
                description="postgres://user@host:5432/database, mysql://…, or the path of an SQLite file. A password in it goes to the vault and nowhere else."
                value={url}
                spellCheck={false}
                data-autofocus
                classNames={{ input: 'mono' }}
                onChange={(event) => setUrl(event.currentTarget.value)}
              />
            ) : (
              <PlaceFields settings={settings} onChange={set} />
            )}
            <div className={styles['two']}>
              <TextInput
                label="Name"
                value={shownName}
                spellCheck={false}
                maxLength={63}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              {fileBased ? null : (
                <PasswordInput
                  ref={passwordField}
                  label="Password"
                  placeholder={
                    vault.tier === 'keychain' ? 'kept in the keychain' : vault.tier === 'file' ? 'kept in the vault file' : 'kept in memory'
                  }
                  value={password}
                  autoComplete="new-password"
                  visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
                  onChange={(event) => setPassword(event.currentTarget.value)}
                />
              )}
            </div>
            {fileBased ? null : <LineFields settings={settings} onChange={set} />}
            <UseFields settings={fileBased ? { ...settings, place: { ...fields, engine: 'sqlite' } } : settings} onChange={set} />
            <div className={styles['acts']}>
              <Act look="primary" type="submit" icon="plus" whyNot={fault}>
                {add.isPending ? 'Adding' : 'Add connection'}
              </Act>
              {run.state === 'running' ? (
                <Act icon="stop" onClick={cancel}>
                  Cancel test
                </Act>
              ) : (
                <Act icon="refresh" whyNot={fault} onClick={test}>
                  {run.state === 'none' ? 'Test before adding' : 'Test again'}
                </Act>
              )}
            </div>
            {sent && password === '' && add.error === null && run.state !== 'none' && run.state !== 'running' ? (
              <Note tone="quiet">The password went with the test and is not kept here. Type it again to add the connection.</Note>
            ) : null}
          </form>
          {run.state === 'none' ? null : (
            <DraftTest
              run={run}
              engine={by === 'fields' ? fields.engine : fileBased ? 'sqlite' : /^(mysql|mariadb)/i.test(address) ? 'mysql' : 'postgres'}
              address={withoutPassword(address)}
              actOf={actOf}
            />
          )}
        </div>
        {add.error === null ? null : (
          <FailedFace problem={problemOf(add.error)}>
            Nothing was added.{sent ? ' The password was sent and is not kept here: type it again.' : ''}
          </FailedFace>
        )}
      </PaneBody>
    </MainPane>
  )
}
