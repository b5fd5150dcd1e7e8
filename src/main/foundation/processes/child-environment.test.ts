import { expect, test } from 'vitest'
import { childEnvironment } from './child-environment.ts'

test('only names on the list are handed on, whatever their case', () => {
  const environment = {
    PATH: '/bin',
    Path: 'C:\\bin',
    LC_ALL: 'C',
    PGPASSWORD: 'x',
    MYSQL_PWD: 'x',
    NODE_OPTIONS: '--inspect',
    API_TOKEN: 'x',
  }
  expect(childEnvironment(environment, false)).toEqual({ PATH: '/bin', Path: 'C:\\bin', LC_ALL: 'C' })
})

test('under Electron the child is told to be Node', () => {
  expect(childEnvironment({}, true)).toEqual({ ELECTRON_RUN_AS_NODE: '1' })
})
