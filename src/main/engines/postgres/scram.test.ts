import { expect, it } from 'vitest'
import { scramVerifier } from './scram.ts'

it('computes what PostgreSQL itself keeps of a password', () => {
  // Made by PostgreSQL 15 from the password "pencil" with this salt.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
  expect(scramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  )
})

it('takes another salt each time', () => {
  expect(scramVerifier('x')).not.toBe(scramVerifier('x'))
})
