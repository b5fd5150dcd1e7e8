import { type Right, type Role, rightsOf, roles } from '#contract/access.ts'
import { ProvostError } from '#contract/errors.ts'
import { operatorName } from '#contract/ids.ts'
import { type Operator, operator } from '#contract/workspace.ts'
import type { State } from '../state/index.ts'
import { loginName, sanitisedName } from './owner-name.ts'

/** Who calls, and what they may do. Every procedure receives one. */
export interface Caller {
  readonly operator: Operator
  readonly rights: ReadonlySet<Right>
  readonly host: 'desktop' | 'browser' | 'command-line'
}

export interface Access {
  /** The owner first, then by name. */
  list(): Operator[]
  add(name: string, roles: readonly Role[]): Operator
  /** The operator of this name with their rights; null is the workspace's owner. */
  caller(name: string | null, host: Caller['host']): Caller
}

interface OperatorRow {
  readonly name: string
  readonly roles: string
  readonly owner: number
}

/** The operators of a workspace. A fresh one has its owner, the person logged in, with every role. */
export function openAccess(state: State, options: { owner?: string; clock?: () => Date } = {}): Access {
  const { clock = () => new Date() } = options
  const { database } = state

  const list = (): Operator[] =>
    database
      .prepare<[], OperatorRow>('SELECT name, roles, owner FROM operators ORDER BY owner DESC, name COLLATE NOCASE')
      .all()
      .map((row) => operator.parse({ name: row.name, roles: JSON.parse(row.roles), owner: row.owner === 1 }))

  const insert = (name: string, held: readonly Role[], owner: boolean): void => {
    const values = [name, JSON.stringify(roles.filter((role) => held.includes(role))), owner ? 1 : 0, clock().toISOString()]
    database.prepare('INSERT INTO operators (name, roles, owner, created_at) VALUES (?, ?, ?, ?)').run(...values)
  }

  if (!list().some((each) => each.owner)) {
    state.write(() => {
      if (!list().some((each) => each.owner)) insert(options.owner === undefined ? loginName() : sanitisedName(options.owner), roles, true)
    })
  }

  return {
    list,
    add: (name, held) => {
      if (!operatorName.safeParse(name).success) throw invalidName(name)
      if (held.length === 0)
        throw new ProvostError('call.invalid', 'An operator needs at least one role.', { remedy: [`The roles are ${roles.join(', ')}.`] })
      return state.write(() => {
        const same = list().find((each) => each.name.toLowerCase() === name.toLowerCase())
        if (same)
          throw new ProvostError('operator.exists', `There is an operator ${same.name} already.`, { remedy: ['Choose another name.'] })
        insert(name, held, false)
        return known(list(), name)
      })
    },
    caller: (name, host) => {
      const found = name === null ? owner(list()) : known(list(), name)
      return { operator: found, rights: new Set(found.roles.flatMap((role) => rightsOf[role])), host }
    },
  }
}

const unknown = (name: string, all: readonly Operator[]): ProvostError =>
  new ProvostError('operator.unknown', `No operator is called ${JSON.stringify(name)}.`, {
    remedy: [
      `The operators of this workspace are: ${all.map((each) => each.name).join(', ')}.`,
      'Add one with: provost operator add NAME --role ROLE',
    ],
  })

function known(all: readonly Operator[], name: string): Operator {
  const found = all.find((each) => each.name === name)
  if (!found) throw unknown(name, all)
  return found
}

function owner(all: readonly Operator[]): Operator {
  const found = all.find((each) => each.owner)
  if (!found) throw unknown('owner', all)
  return found
}

const invalidName = (name: string): ProvostError =>
  new ProvostError('operator.name-invalid', `${JSON.stringify(name.slice(0, 80))} cannot be an operator's name.`, {
    remedy: ["Use 1 to 63 letters, digits, spaces and . _ @ ' -, beginning with a letter or a digit."],
  })
