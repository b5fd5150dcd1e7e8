import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findProgram } from './find-program.ts'
import { startProgram } from './program.ts'

const environment = { PATH: process.env['PATH'] }
const shell = findProgram('sh') ?? ''

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const gone = async (pid: number): Promise<boolean> => {
  for (let attempt = 0; attempt < 100 && lives(pid); attempt++) await new Promise((resolve) => setTimeout(resolve, 20))
  return !lives(pid)
}

test('a program that is not there is not found', () => {
  expect(findProgram('no-such-program-of-anybody')).toBeNull()
  expect(findProgram('sh')).toMatch(/\/sh$/)
})

test('arguments reach the program as they are, and its words and status come back', async () => {
  const heard: string[] = []
  const program = startProgram(shell, ['-c', 'printf "%s|" "$@" >&2; exit 7', 'name', '$(id)', '; id', 'a b', '-x'], {
    environment,
    onWords: (text) => heard.push(text),
  })
  expect(await program.ended).toEqual({ code: 7, signal: null })
  expect(heard.join('')).toBe('$(id)|; id|a b|-x|')
})

test('ending a program ends what it started', async () => {
  const heard = Promise.withResolvers<string>()
  const program = startProgram(shell, ['-c', 'sleep 60 & echo $!; wait'], { environment, onOutput: (text) => heard.resolve(text) })
  const grandchild = Number(await heard.promise)
  expect(lives(grandchild)).toBe(true)
  program.end()
  await program.ended
  expect(await gone(grandchild)).toBe(true)
})

test('a program ends when the process that started it is killed', async () => {
  const parent: ChildProcess = fork(fileURLToPath(new URL('fixtures/starts-program.ts', import.meta.url)), { stdio: 'ignore' })
  const sleeper = await new Promise<number>((resolve) => {
    parent.once('message', (pid) => resolve(Number(pid)))
  })
  expect(lives(sleeper)).toBe(true)
  parent.kill('SIGKILL')
  expect(await gone(sleeper)).toBe(true)
})
