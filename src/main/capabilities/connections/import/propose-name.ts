import { basename, extname } from 'node:path'
import type { FoundConnection } from './found-connection.ts'

/** A name nobody has yet, from what the file calls the connection, else its database, else its host. It is then taken. */
export const proposeName = (found: FoundConnection, taken: Set<string>): string => {
  const { called, database, host, engine } = found
  const file = engine === 'sqlite' && database !== null ? basename(database, extname(database)) : null
  const base = [called, file ?? database ?? '', host ?? '', 'imported'].map(asName).find((name) => name !== '') ?? 'imported'
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    // Names differ by case in the workspace, but not to a reader.
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

const asName = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 55)
    .replace(/[._-]+$/, '')
