import type { EnvText } from './env-text.ts'

/** Doubling references would grow without end; no setting is this long, in characters. */
const longest = 65_536
const deepest = 20
const reference = /(\\\$)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?-([^}]*))?\}/g

/** The value of a variable, or the name that it refers to and that the file does not set. */
export type EnvValue = { readonly value: string } | { readonly unset: string }

/**
 * The variables of a .env file with `${NAME}` and `${NAME:-default}` filled in from the same file. The console's own
 * environment is not asked: it is no part of what is imported.
 */
export const envValues = ({ values }: EnvText): ((name: string) => EnvValue | null) => {
  const known = new Map<string, EnvValue>()
  const newest = (name: string): number => (values.get(name)?.length ?? 0) - 1

  const resolve = (name: string, writing: number, open: readonly string[]): EnvValue | null => {
    const written = values.get(name)?.[writing]
    if (written === undefined) return null
    if (!written.expands) return { value: written.text }
    const key = `${name} ${writing}`
    const before = known.get(key)
    if (before !== undefined) return before
    if (open.includes(key) || open.length > deepest) return { unset: name }
    let unset: string | null = null
    let filled = 0
    const value = written.text.replaceAll(reference, (_all, guarded: string | undefined, other: string, otherwise: string | undefined) => {
      if (guarded !== undefined) return '$'
      // A name inside its own value means the writing before it.
      const found = resolve(other, other === name ? writing - 1 : newest(other), [...open, key])
      const text = found !== null && 'value' in found && found.value !== '' ? found.value : otherwise
      if (text === undefined && (found === null || 'unset' in found)) unset ??= other
      filled += text?.length ?? 0
      return filled > longest ? '' : (text ?? '')
    })
    const answer: EnvValue = unset !== null ? { unset } : filled > longest ? { unset: name } : { value }
    known.set(key, answer)
    return answer
  }
  return (name) => resolve(name, newest(name), [])
}
