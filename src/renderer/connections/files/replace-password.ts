import type { ImportFile } from '#contract/connection-files.ts'
import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { client } from '../../bridge/index.ts'

const withPassword = (url: string, password: string): string =>
  url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^@/?#]*)@/i, `$1:${encodeURIComponent(password)}@`)

/** Whether another password can be put into the vault for it: it signs in as somebody, with a password that is kept. */
export const keepsPassword = ({ engine, passwordFrom, user }: Connection): boolean =>
  engine !== 'sqlite' && passwordFrom === 'vault' && user !== null

/** Puts another password into the vault for a connection, as the import of a file that names both would. */
export async function replacePassword({ name, url }: Connection, password: string): Promise<void> {
  const files: ImportFile[] = [{ name: '.env', text: `DATABASE_URL="${withPassword(url, password)}"\n` }]
  const { entries } = await client.connections.importPreview({ files })
  const entry = entries.find((one) => one.name === name && one.state === 'there')
  if (entry === undefined)
    throw new ProvostError('connection.unknown', `The password of ${name} cannot be changed from here.`, {
      detail: 'Another connection has the same address, database and user, or it was changed meanwhile.',
      remedy: ['Remove the connection and add it again with the password.'],
    })
  if (entry.storedPassword === 'same') return
  const { results } = await client.connections.importApply({ files, picks: [{ id: entry.id, replacePassword: true }] })
  const [result] = results
  if (result?.problem != null) throw ProvostError.from(result.problem)
}
