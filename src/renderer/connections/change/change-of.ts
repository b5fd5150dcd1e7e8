import type { Connection, ConnectionChange, PasswordSource } from '#contract/connections.ts'
import { type FormSettings, settingsOf } from '../form-settings.ts'

/** What the form says about the password: leave it, or another source. */
export type PasswordWish = 'keep' | 'vault' | 'ask' | 'command' | 'none'

export interface EditForm {
  readonly settings: FormSettings
  readonly pool: Readonly<Record<'size' | 'overflow' | 'recycleSeconds' | 'connectTimeoutMs', string>> & { readonly prePing: boolean }
  readonly rotationDays: string
  readonly password: PasswordWish
  /** The program and its arguments, one on each line. */
  readonly command: string
}

export function editOf(connection: Connection): EditForm {
  const { size, overflow, recycleSeconds, connectTimeoutMs, prePing } = connection.pool
  return {
    settings: settingsOf(connection),
    pool: {
      size: String(size),
      overflow: String(overflow),
      recycleSeconds: String(recycleSeconds),
      connectTimeoutMs: String(connectTimeoutMs),
      prePing,
    },
    rotationDays: String(connection.passwordRotationDays),
    password: 'keep',
    command: (connection.passwordCommand ?? []).join('\n'),
  }
}

const wholeNumbers: readonly (readonly [keyof EditForm['pool'] | 'rotationDays', string, number, number])[] = [
  ['size', 'Sessions kept', 1, 100],
  ['overflow', 'More under load', 0, 200],
  ['recycleSeconds', 'Opened anew after', 0, 604_800],
  ['connectTimeoutMs', 'Gives up after', 100, 120_000],
  ['rotationDays', 'The age of a password', 1, 3650],
]

/** What cannot be sent yet, in a sentence; null where the form is whole. */
export function editFault({ settings: { place }, pool, rotationDays, password, command }: EditForm, typed: string): string | null {
  if (place.engine === 'sqlite') {
    if (place.path.trim() === '') return 'The file is missing.'
  } else {
    if (place.host.trim() === '') return 'The host is missing.'
    if (place.user.trim() === '') return 'The user is missing.'
    if (!(/^\d+$/.test(place.port) && Number(place.port) >= 1 && Number(place.port) <= 65_535)) return 'A port is a number from 1 to 65535.'
  }
  if (password === 'vault' && typed === '') return 'The new password is missing.'
  if (password === 'command' && command.trim() === '') return 'The command is missing.'
  for (const [key, title, least, most] of wholeNumbers) {
    const text = key === 'rotationDays' ? rotationDays : pool[key]
    if (typeof text === 'string' && !(/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most))
      return `${title}: a whole number from ${least} to ${most}.`
  }
  return null
}

const text = (value: string): string | null => (value.trim() === '' ? null : value.trim())

/** Only what the form says otherwise than the connection: what is not named keeps its value. */
export function changeOf(connection: Connection, form: EditForm, typed: string): Omit<ConnectionChange, 'name'> {
  const before = editOf(connection)
  const { settings } = form
  const { place } = settings
  const was = before.settings
  const differs = <Key extends keyof FormSettings>(key: Key): boolean => settings[key] !== was[key]
  const isFile = place.engine === 'sqlite'
  const number = (key: 'size' | 'overflow' | 'recycleSeconds' | 'connectTimeoutMs') =>
    form.pool[key] === before.pool[key] ? {} : { [key]: Number(form.pool[key]) }
  const sources: Readonly<Record<PasswordWish, Omit<ConnectionChange, 'name'>>> = {
    keep: {},
    vault: { password: typed },
    ask: { askPassword: true },
    command: { passwordCommand: form.command.split('\n').filter((line) => line !== '') },
    none: { password: null },
  }
  return {
    ...(isFile
      ? place.path === was.place.path
        ? {}
        : { database: place.path.trim() }
      : {
          ...(place.host === was.place.host ? {} : { host: place.host.trim() }),
          ...(place.port === was.place.port ? {} : { port: Number(place.port) }),
          ...(place.user === was.place.user ? {} : { user: place.user.trim() }),
          ...(place.database === was.place.database ? {} : { database: place.database.trim() }),
          ...(differs('ssh') ? { ssh: text(settings.ssh) } : {}),
          tls: {
            ...(differs('tls') && settings.tls !== null ? { mode: settings.tls } : {}),
            ...(differs('ca') ? { ca: text(settings.ca) } : {}),
            ...(differs('cert') ? { cert: text(settings.cert) } : {}),
            ...(differs('key') ? { key: text(settings.key) } : {}),
          },
        }),
    ...(differs('environment') ? { environment: settings.environment } : {}),
    ...(differs('readWrite') ? { readWrite: settings.readWrite } : {}),
    ...(differs('external') ? { external: settings.external } : {}),
    pool: {
      ...number('size'),
      ...number('overflow'),
      ...number('recycleSeconds'),
      ...number('connectTimeoutMs'),
      ...(form.pool.prePing === before.pool.prePing ? {} : { prePing: form.pool.prePing }),
    },
    ...(form.rotationDays === before.rotationDays ? {} : { passwordRotationDays: Number(form.rotationDays) }),
    ...sources[form.password],
  }
}

const kept: Readonly<Record<PasswordSource, string>> = {
  vault: 'Keep the stored one',
  ask: 'Asked for each time, as now',
  command: 'From its command, as now',
}

/** The choices about the password, the one that changes nothing first. */
export const passwordChoices = ({ passwordFrom, passwordIn }: Connection): { value: PasswordWish; label: string }[] => [
  { value: 'keep', label: passwordFrom === 'vault' && passwordIn === null ? 'None, as now' : kept[passwordFrom] },
  { value: 'vault', label: passwordIn === null ? 'Store one' : 'Store another one' },
  ...(passwordFrom === 'ask' ? [] : [{ value: 'ask' as const, label: 'Ask for it each time' }]),
  { value: 'command', label: passwordFrom === 'command' ? 'From another command' : 'From a command' },
  ...(passwordFrom === 'vault' && passwordIn === null ? [] : [{ value: 'none' as const, label: 'None' }]),
]
