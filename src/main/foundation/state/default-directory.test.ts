import { expect, test } from 'vitest'
import { defaultWorkspaceDirectory } from './default-directory.ts'

test.each([
  ['linux', { HOME: '/home/ada' }, '/home/ada/.local/share/Provost'],
  ['linux', { HOME: '/home/ada', XDG_DATA_HOME: '/data' }, '/data/Provost'],
  ['darwin', { HOME: '/Users/ada', XDG_DATA_HOME: '/data' }, '/Users/ada/Library/Application Support/Provost'],
] as const)("on %s with %o the workspace is in the user's data directory", (platform, environment, expected) => {
  expect(defaultWorkspaceDirectory(environment, platform)).toBe(expected)
})

test('on Windows it is in the local application data', () => {
  expect(defaultWorkspaceDirectory({ LOCALAPPDATA: 'L', HOME: 'H' }, 'win32')).toMatch(/^L.Provost$/)
})
