import { expect, test } from 'vitest'
import { isLoopbackHost, isLoopbackOrigin } from './loopback.ts'

test.each(['localhost', 'LOCALHOST:80', 'localhost:5173', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:8080'])(
  '%s is the loopback',
  (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  },
)

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil.example:80',
  '0.0.0.0',
  '127.0.0.2',
  'localhost:',
  'localhost:http',
  'localhost@evil.example',
  '::1',
  '[::2]',
  'localhost, evil.example',
])('%s is not the loopback', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})

test.each(['http://localhost:1', 'https://127.0.0.1', 'http://[::1]:9'])('%s is a page of the loopback', (origin) => {
  expect(isLoopbackOrigin(origin)).toBe(true)
})

test.each([
  'null',
  'http://evil.example',
  'file://',
  'http://localhost.evil.example',
  'ftp://localhost',
  'http://localhost/path',
  'http://user@evil.example',
])('%s is not a page of the loopback', (origin) => {
  expect(isLoopbackOrigin(origin)).toBe(false)
})
