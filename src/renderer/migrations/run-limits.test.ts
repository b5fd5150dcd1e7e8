import { describe, expect, it } from 'vitest'
import { limitFaults, limitsSent, sensibleLimits, stopsAfter, waveWords } from './run-limits.ts'

describe('how a run is to go', () => {
  it('has defaults that suit the size of the fleet and can be sent as they are', () => {
    for (const targets of [1, 4, 40, 300, 5000]) expect(limitFaults(sensibleLimits(targets))).toEqual({})
    expect(sensibleLimits(1)).toMatchObject({ canary: '0', wave: '', maxFailures: '1' })
    expect(sensibleLimits(300)).toMatchObject({ canary: '3', wave: '30', maxFailures: '5%' })
  })

  it('is told in words', () => {
    expect(waveWords(sensibleLimits(300), 300)).toBe('3 first, then 297 in 10 waves of 30')
    expect(waveWords({ canary: '0', wave: '' }, 4)).toBe('4 at once')
    expect(waveWords({ canary: '9', wave: '' }, 4)).toBe('4 first, and no more')
  })

  it('stops after a number or after a share, and after one at the latest', () => {
    expect(stopsAfter({ maxFailures: '5%' }, 300)).toBe(15)
    expect(stopsAfter({ maxFailures: '1%' }, 4)).toBe(1)
    expect(stopsAfter({ maxFailures: '7' }, 300)).toBe(7)
    for (const none of ['0%', '0.0 %', '00%'])
      expect(limitFaults({ ...sensibleLimits(300), maxFailures: none }).maxFailures).toContain('above 0%')
    expect(limitFaults({ ...sensibleLimits(300), maxFailures: '0.5%' })).toEqual({})
    expect(stopsAfter({ maxFailures: '' }, 300)).toBeNull()
  })

  it('names the field that cannot be sent', () => {
    const fields = { ...sensibleLimits(300), canary: '-1', wave: '0', maxFailures: '0', concurrency: '65' }
    expect(Object.keys(limitFaults(fields))).toEqual(['canary', 'wave', 'concurrency', 'maxFailures'])
  })

  it('is sent as the service takes it', () => {
    expect(limitsSent({ ...sensibleLimits(300), maxFailures: '2.5 %', wave: '' })).toEqual({
      canary: 3,
      concurrency: 8,
      maxFailures: '2.5%',
      lockTimeoutMs: 1000,
      statementTimeoutMs: 60_000,
    })
  })
})
