const option = String.raw`DATABASES\s*\[\s*['"]lms_db['"]\s*\]\s*\[\s*['"]OPTIONS['"]\s*\]`
// No branch matches what another does, and everything has a bound, so that no text makes these slow.
const value = String.raw`(?:'((?:[^'\\\n]|\\.){0,4096})'|"((?:[^"\\\n]|\\.){0,4096})"|(\d{1,9}))`
const assignment = new RegExp(String.raw`${option}\s*\[\s*['"](\w{1,40})['"]\s*\]\s*=\s*${value}`, 'g')
const update = new RegExp(String.raw`${option}\s*\.update\(\s*\{([^}]{0,4096})\}`, 'g')
const pair = new RegExp(String.raw`['"](\w{1,40})['"]\s*:\s*${value}`, 'g')

/**
 * What a Zulip settings file sets in `DATABASES['lms_db']['OPTIONS']`, by assignment or update. This is no Python: only
 * plain strings and numbers are read, and only there.
 */
export const readLmsOptions = (text: string): ReadonlyMap<string, string> => {
  const code = text.replaceAll(/^[ \t]*#.*$/gm, '')
  const found: [position: number, name: string, value: string][] = []
  for (const match of code.matchAll(assignment)) found.push([match.index, match[1] ?? '', writtenIn(match)])
  for (const outer of code.matchAll(update)) {
    for (const match of (outer[1] ?? '').matchAll(pair)) found.push([outer.index, match[1] ?? '', writtenIn(match)])
  }
  return new Map(found.sort(([before], [after]) => before - after).map(([, name, written]) => [name, written]))
}

const writtenIn = (match: RegExpMatchArray): string => (match[2] ?? match[3] ?? match[4] ?? '').replaceAll(/\\(.)/g, '$1')
