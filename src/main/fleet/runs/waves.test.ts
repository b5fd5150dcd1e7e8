import { describe, expect, it } from 'vitest'
import { wavesOfTargets } from './waves.ts'

const worked = { skipped: null }
const passed = { skipped: 'suspended' }

describe('the waves of a run', () => {
  it('are filled by those that are worked on', () => {
    expect(wavesOfTargets({ canary: 1, wave: 2 }, [worked, passed, worked, worked, passed, worked])).toEqual([0, 1, 1, 1, 2, 2])
    expect(wavesOfTargets({ canary: 0, wave: null }, [worked, passed, worked])).toEqual([1, 1, 1])
  })

  it('have those that are passed over among them, and none that is of nobody else', () => {
    expect(wavesOfTargets({ canary: 0, wave: 2 }, [worked, worked, worked, worked, passed, passed])).toEqual([1, 1, 2, 2, 2, 2])
    expect(wavesOfTargets({ canary: 2, wave: null }, [worked, worked, passed])).toEqual([0, 0, 0])
    expect(wavesOfTargets({ canary: 0, wave: 4 }, [passed, passed])).toEqual([1, 1])
  })
})
