import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { healthOf } from './health.ts'
import { versionsBehind } from './versions-behind.ts'

type Found = Parameters<typeof healthOf>[0]
const sound: Found = { adapter: 'aada', missing: [], behind: 0, unindexedForeignKeys: [], problem: null }
const failing = (code: 'connection.refused' | 'connection.auth-failed'): Found => ({
  ...sound,
  problem: { ...new ProvostError(code, 'x').toJSON(), remedy: [] },
})

describe('the health of a tenant', () => {
  it.each<[string, Found]>([
    ['healthy', sound],
    ['healthy', { ...sound, missing: ['withdrawals.admin_notes'], behind: null }],
    ['degraded', { ...sound, behind: 2, missing: ['withdrawals', 'refunds'] }],
    ['degraded', { ...sound, behind: -1 }],
    ['degraded', { ...sound, behind: null, missing: ['scorm_data'] }],
    ['degraded', { ...sound, unindexedForeignKeys: ['refunds.withdrawal_id'] }],
    ['failing', { ...sound, missing: ['refunds'] }],
    ['failing', failing('connection.auth-failed')],
    ['no-answer', failing('connection.refused')],
    ['not-watched', { ...sound, adapter: null, behind: null }],
  ])('is %s', (health, found) => expect(healthOf(found)).toBe(health))
})

describe('the versions a schema is behind', () => {
  it.each([
    ['0005', 0],
    ['0003', 2],
    ['0007', -2],
    ['a1b2c3d4e5f6', null],
    [null, null],
  ])('of %s are %s', (version, behind) => expect(versionsBehind('aada', 'sqlite', version)).toBe(behind))

  it('are not known for an engine or a blueprint that has none', () => {
    expect(versionsBehind('aada', 'mysql', '0001')).toBeNull()
    expect(versionsBehind(null, 'sqlite', '0001')).toBeNull()
  })
})
