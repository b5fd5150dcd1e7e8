import type { AccessEntry } from '#contract/connection-access.ts'

/** One right of one principal on one object, as a catalogue lists it. */
export interface AccessLine extends Omit<AccessEntry, 'objects' | 'revoke'> {
  readonly object: string
  /** The statement that takes it away, given the objects it is held on; null for none. */
  readonly revoke: ((objects: readonly string[]) => string) | null
}

/** Lines that differ by their object only become one: who holds what on which objects. */
export const groupAccess = (lines: readonly AccessLine[]): AccessEntry[] => {
  const groups = new Map<string, { readonly line: AccessLine; readonly objects: string[] }>()
  for (const line of lines) {
    const key = JSON.stringify([line.who, line.kind, line.scope, line.privileges, line.flags])
    const known = groups.get(key)
    if (known) known.objects.push(line.object)
    else groups.set(key, { line, objects: [line.object] })
  }
  return [...groups.values()].map(({ line: { object: _object, revoke, ...line }, objects }) => ({
    ...line,
    objects,
    revoke: revoke === null ? null : revoke(objects),
  }))
}
