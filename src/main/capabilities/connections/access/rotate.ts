import type { RotationPlan } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import { type ChangeSession, openChanges } from '../../../engines/index.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import { newPassword } from './new-password.ts'
import { mendWithPresent, type NotingServices, notedAsChanged, settleWithNew } from './other-connections.ts'
import { lookAtAccount, planOf, refuseRotation } from './plan-rotation.ts'
import { sameAccountAs } from './same-account.ts'

/** What a rotation did: the plan as it came out, and when. */
export type Rotated = RotationPlan & { readonly rotatedAt: string }

/** What the server then has, in words, after a rotation that failed. */
const outcomeWords = {
  old: 'The password from before still works and is still the one in the vault.',
  new: 'The server took the new password, and it is the one in the vault.',
  unknown: 'The server could not be asked which password it has. Both are in the vault; the next login finds out.',
} as const

interface Change {
  readonly record: ConnectionRecord
  readonly also: readonly ConnectionRecord[]
  readonly next: string
  readonly present: string
}

const failed = (error: unknown, title: string, words: string, after: string): ProvostError => {
  const problem = error instanceof ProvostError ? error : null
  return new ProvostError('connection.rotation-failed', title, {
    detail: [words, ...(problem === null ? [] : [`${problem.title} ${problem.detail}`.trim()])].join(' ').trim(),
    remedy: [...(problem?.remedy ?? []), after],
    retryable: problem?.retryable ?? false,
    cause: error,
  })
}

/** The new password in the server, and in the vault for the connection asked for; for the others it waits in the vault beside the present one. */
const changeInServer = async ({ record, also, next, present }: Change, { sessions, vault }: NotingServices): Promise<void> => {
  const { rotations } = sessions
  const open = (): Promise<ChangeSession> =>
    openChanges(record.config, { ...sessions.loginOf(record, true), password: async () => present })
  // Opened before anything is changed, and kept: it can set the old password again whatever the new one does.
  const session = await open()
  try {
    for (const each of [record, ...also]) await rotations.begin(each, next)
    try {
      await session.setOwnPassword(next)
      await rotations.prove(record, next)
      await rotations.finish(record, next)
    } catch (error) {
      // The server goes back only while the vault still holds the old password as the one in use; once it holds the new one, the
      // server keeps that too. Where going back fails, both passwords are in the vault and logging in tells.
      const inUse = await vault.get(record.vaultKey).catch(() => null)
      if (inUse === present) await session.setOwnPassword(present).catch(() => {})
      throw error
    }
  } finally {
    await session.end()
  }
}

/**
 * Changes the password for the connection asked for. Gives what went wrong once the vault held the new one, or null.
 * @throws ProvostError `connection.rotation-failed` where it was not replaced
 */
const changeAsked = async (change: Change, services: NotingServices): Promise<{ readonly error: unknown } | null> => {
  const { record, also, next } = change
  const { rotations } = services.sessions
  try {
    await changeInServer(change, services)
    return null
  } catch (error) {
    const settled = await rotations.settle(record).catch(() => 'unknown' as const)
    // What the vault holds decides: a mark that could not be taken away says nothing about the password.
    if ((await services.vault.get(record.vaultKey).catch(() => null)) === next) return { error }
    // Where one of them cannot be asked now, its own next login does.
    for (const other of also) await rotations.settle(other).catch(() => {})
    const { name } = record.connection
    const again = `Then rotate again: provost connection rotate ${name}`
    throw failed(error, `The password of ${name} was not replaced.`, outcomeWords[settled], again)
  }
}

/** The others of the account, each by its own login: whom the new password was written for, who was left, and what went wrong. */
const changeOthers = async (also: readonly ConnectionRecord[], { sessions }: NotingServices) => {
  const written: ConnectionRecord[] = []
  const unwritten: ConnectionRecord[] = []
  const left: RotationPlan['byHand'] = []
  const problems: { readonly error: unknown }[] = []
  for (const other of also) {
    try {
      const kept = await settleWithNew(other, sessions.rotations)
      if (kept === null) written.push(other)
      else left.push(kept)
    } catch (error) {
      unwritten.push(other)
      problems.push({ error })
    }
  }
  return { written, unwritten, left, problems }
}

/**
 * A new password in the server and in the vault, or neither, for every connection of the account whose password the vault holds:
 * wherever it breaks off, they all still work. What is stored for another connection is replaced only once a login of its own proved that
 * it is of the same account. `agree` is told whom it concerns while nobody else of the workspace changes a password, and refuses by throwing.
 * @throws ProvostError `connection.rotation-refused`, `connection.rotation-failed`, `connection.no-password`, `workspace.busy`
 */
export const rotatePassword = (name: string, agree: (plan: RotationPlan) => void, services: NotingServices): Promise<Rotated> => {
  const { book, sessions, vault, clock } = services
  const { rotations } = sessions
  refuseRotation(book.get(name), vault)
  return rotations.alone(async () => {
    const asked = book.get(name)
    // What broke off earlier is settled first: the look then compares passwords that work.
    for (const each of [asked, ...sameAccountAs(asked, book).also]) if (book.isRotating(each)) await rotations.settle(each)
    const looked = await lookAtAccount(name, services)
    const { record, present, differing } = looked
    const plan = planOf(looked, book)
    agree(plan)
    await rotations.prove(record, present)
    const also = [...looked.also]
    const left = [...looked.byHand]
    for (const other of differing) {
      const kept = await mendWithPresent(other, present, { rotations, vault })
      if (kept === null) also.push(other)
      else left.push(kept)
    }
    const broke = await changeAsked({ record, also, next: newPassword(), present }, services)
    const others = await changeOthers(also, services)
    const rotatedAt = clock().toISOString()
    await notedAsChanged([record, ...others.written], rotatedAt, services)
    const [problem] = [...(broke === null ? [] : [broke]), ...others.problems]
    if (problem !== undefined) {
      const waiting = others.unwritten.map(({ connection }) => connection.name)
      const [first = name] = waiting
      throw failed(
        problem.error,
        waiting.length === 0
          ? `The password of ${name} was replaced, but not everything about it was written down.`
          : `The password of ${name} was replaced; it is not yet written for ${waiting.join(', ')}.`,
        outcomeWords.new,
        `The next login finishes it: provost connection test ${first}`,
      )
    }
    return {
      ...plan,
      also: others.written.map((other) => other.connection.name),
      byHand: [...left, ...others.left],
      rotatedAt,
    }
  })
}
