import type { EngineKind, Environment, TlsMode } from '#contract/connections.ts'

export const engineTitle: Readonly<Record<EngineKind, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
  sqlite: 'SQLite file',
}

export const tlsTitle: Readonly<Record<TlsMode, string>> = {
  disable: 'Do not encrypt',
  require: 'Encrypt, check no certificate',
  'verify-ca': 'Encrypt, check who issued it',
  'verify-full': 'Encrypt, check issuer and name',
}

const environmentTitle: Readonly<Record<Environment, string>> = { production: 'Production', staging: 'Staging', development: 'Development' }

export const isEngine = (value: string | null): value is EngineKind => value !== null && value in engineTitle
export const isEnvironment = (value: string | null): value is Environment => value !== null && value in environmentTitle
export const isTls = (value: string | null): value is TlsMode => value !== null && value in tlsTitle

const choices = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

export const engineChoices = choices(engineTitle)
export const tlsChoices = choices(tlsTitle)
export const environmentChoices = choices(environmentTitle)

/** The gravest first, as lists head their groups. */
export const environmentsInOrder: readonly Environment[] = ['production', 'staging', 'development']
