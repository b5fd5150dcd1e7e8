import type { TokenList } from '../token-list.ts'

interface AssignedVariable {
  readonly name: string
  /** For every session of the server, now or from its next start. */
  readonly global: boolean
}

const scopes = new Set(['session', 'local', 'global', 'persist', 'persist_only'])

const assigned = (piece: TokenList): readonly AssignedVariable[] => {
  // `@mine` is a variable of the session's own, `@@mine` one of the server's.
  if (piece.isMark(0, '@') && !piece.isMark(1, '@')) return []
  let at = piece.isMark(0, '@') ? 2 : 0
  const scope = scopes.has(piece.word(at)) ? piece.word(at) : ''
  if (scope !== '') at++
  if (piece.isMark(at, '.')) at++
  return [{ name: piece.word(at), global: scope === 'global' || scope.startsWith('persist') }]
}

/** The server's variables that a SET gives a value; those it only reads are not among them. */
export const assignedVariables = (list: TokenList): readonly AssignedVariable[] => {
  if (list.word(0) !== 'set') return []
  const written = list.pieces(1).flatMap(assigned)
  // A scope holds for what follows it: SET GLOBAL a = 1, b = 2.
  return written.map((variable, index) => ({ ...variable, global: variable.global || (index > 0 && written[0]?.global === true) }))
}
