import { expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { domain } from '#contract/ids.ts'
import { resumeRun, sameTargets, spelledOut, spellingOut } from './spelled-out.ts'

const target = { target: 'oak.example', reference: { kind: 'tenant', domain: domain.parse('oak.example') } } as const
const problem = new ProvostError('migration.failed', 'It failed.', {
  remedy: [`See how it stands: provost migrate status${sameTargets}`, `Then go on: ${resumeRun}`],
}).toJSON()

it('writes the command out for whom and by what the problem is told', () => {
  expect(spelledOut(problem, { target, source: { directory: '/srv/our migrations' }, run: '7F3K' }).remedy).toEqual([
    "See how it stands: provost migrate status --tenant oak.example --source '/srv/our migrations'",
    'Then go on: provost migrate resume 7F3K',
  ])
})

it('writes a folder as it is called, whatever its name', () => {
  expect(spelledOut(problem, { target, source: { directory: "/srv/mig$$x$&$'" } }).remedy).toEqual([
    "See how it stands: provost migrate status --tenant oak.example --source '/srv/mig$$x$&$'\\'''",
  ])
})

it('names no folder for a blueprint, and no run where there is none', () => {
  expect(spelledOut(problem, { target, source: { directory: null } }).remedy).toEqual([
    'See how it stands: provost migrate status --tenant oak.example',
  ])
})

it('spells out what work throws, and keeps its cause', async () => {
  const cause = new Error('the driver')
  const thrown = new ProvostError('migration.failed', 'It failed.', { remedy: [`Then go on: ${resumeRun}`], cause })
  const work = spellingOut({ run: '7F3K' }, () => Promise.reject(thrown))
  await expect(work).rejects.toMatchObject({ code: 'migration.failed', remedy: ['Then go on: provost migrate resume 7F3K'], cause })
})
