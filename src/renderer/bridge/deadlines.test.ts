import { expect, it } from 'vitest'
import { contract } from '#contract/index.ts'
import { deadlineOf } from './deadlines.ts'

it('keeps the deadline the contract declares for every procedure, with two seconds for the answer to arrive', () => {
  for (const [group, procedures] of Object.entries(contract)) {
    for (const [name, procedure] of Object.entries(procedures)) {
      const { deadlineMs } = procedure['~orpc'].meta
      expect(deadlineOf([group, name]), `${group}.${name}`).toBe(deadlineMs === null ? null : deadlineMs + 2000)
    }
  }
})
