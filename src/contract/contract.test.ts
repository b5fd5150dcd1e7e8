import { readdir, readFile } from 'node:fs/promises'
import { isContractProcedure } from '@orpc/contract'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Right, rights, rightsOf, roles, rolesWith } from './access.ts'
import { errorTable, exitStatus, ProvostError } from './errors.ts'
import { contract } from './index.ts'
import { type ProcedureMeta, procedure } from './procedure.ts'

interface Declared {
  readonly path: string
  readonly meta: Partial<ProcedureMeta>
  readonly errors: readonly string[]
}

const declared = (router: object, path: string[] = []): Declared[] =>
  Object.entries(router).flatMap(([name, value]: [string, object]) =>
    isContractProcedure(value)
      ? [{ path: [...path, name].join('.'), meta: value['~orpc'].meta, errors: Object.keys(value['~orpc'].errorMap) }]
      : declared(value, [...path, name]),
  )

const procedures = declared(contract)

describe('the contract', () => {
  it.each(procedures)('$path declares the right it needs and the one error', ({ meta, errors }) => {
    expect(rights).toContain(meta.right)
    expect(meta.deadlineMs === null || (meta.deadlineMs ?? 0) > 0).toBe(true)
    expect(errors).toEqual(['PROVOST'])
  })

  it('has no procedure that forgot its right: leaving it out does not compile', () => {
    expectTypeOf<Parameters<typeof procedure>[0]>().toEqualTypeOf<Right>()
    // @ts-expect-error A procedure without a right is not a procedure.
    expect(() => procedure()).toBeTypeOf('function')
  })

  it('declares procedures through one door only', async () => {
    const folder = new URL('.', import.meta.url)
    const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'procedure.ts')
    for (const name of files) expect(await readFile(new URL(name, folder), 'utf8'), name).not.toMatch(/\boc\b[\s\S]*from '@orpc\/contract'/)
  })
})

describe('rights', () => {
  it.each(rights)('%s is held by at least one role', (right) => {
    expect(rolesWith(right).length).toBeGreaterThan(0)
  })

  it('never let the auditor change anything but what an audit needs', () => {
    expect(rightsOf.auditor.filter((right) => /manage|create/.test(right))).toEqual(['jobs.manage'])
  })

  it('keep a student’s file from support', () => {
    expect(rightsOf.support).not.toContain('registrar.read')
    expect(rightsOf.support).not.toContain('tables.read-secrets')
    expect(rightsOf.support).not.toContain('tables.query')
  })

  it('are each needed by some procedure or looked up by one', () => {
    const needed = new Set(procedures.map(({ meta }) => meta.right))
    expect(rights.filter((right) => !needed.has(right))).toEqual(['tables.read-secrets'])
  })

  it('are given to every role', () => {
    for (const role of roles) expect(rightsOf[role].length).toBeGreaterThan(0)
  })
})

describe('a ProvostError', () => {
  it('crosses a border as its words and comes back the same', () => {
    const problem = new ProvostError('connection.refused', 'Nothing listens there.', {
      detail: 'ECONNREFUSED',
      remedy: ['Start the server.'],
      retryable: true,
    })
    expect(ProvostError.from(JSON.parse(JSON.stringify(problem)))).toEqual(problem)
  })

  it.each([
    ['call.invalid', 2],
    ['confirmation.missing', 3],
    ['access.denied', 4],
    ['query.read-only', 4],
    ['connection.insecure-refused', 4],
    ['connection.timeout', 1],
  ] as const)('%s ends the command line with %i', (code, exit) => {
    expect(exitStatus(code)).toBe(exit)
  })

  it('has codes of the form noun.what-happened', () => {
    for (const code of Object.keys(errorTable)) expect(code).toMatch(/^[a-z]+\.[a-z][a-z0-9-]*$/)
  })
})
