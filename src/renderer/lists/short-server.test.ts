import { expect, it } from 'vitest'
import { shortServer } from './short-server.ts'

it('a server is called by its host, an address by the whole of it, a folder by its name', () => {
  expect(shortServer('pg-east-1.fenmark.example:5432')).toBe('pg-east-1')
  expect(shortServer('127.0.0.1:5432')).toBe('127.0.0.1:5432')
  expect(shortServer('localhost:5432')).toBe('localhost')
  expect(shortServer('/home/m/Provost/campuses')).toBe('campuses')
})
