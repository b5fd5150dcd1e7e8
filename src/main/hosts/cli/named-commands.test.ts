import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from './program.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

const texts = (): string[] => [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
]

/** A command as prose, a remedy or an example names it: its words up to where the sentence or the quotation ends. */
const named = /(?:\bprovost|\bprovost --) ((?:[a-z]+)(?: (?:[^\s`'"<()]|\$\{[^}]*\})+)*)/g

/** What is wrong with a command's words; null where the program has it all. */
const unknownIn = (program: Command, line: string): string | null => {
  const words = line
    .replaceAll(/\$\{sameTargets\}/g, '')
    .replaceAll(/\$\{[^}]*\}/g, 'VALUE')
    .split(' ')
  let command: Command = program
  let at = 0
  while (command.commands.length > 0) {
    const next = command.commands.find((child) => child.name() === words[at]?.replace(/[.,;:]$/, ''))
    if (next === undefined) {
      // `serve` does something by itself, too.
      if (words[at]?.startsWith('--') === true) break
      // A noun alone, or with an ellipsis, names the whole family.
      if (at > 0 && (words[at] === undefined || words[at] === '…' || /[|]/.test(words[at] ?? '') || /[.,;:]$/.test(words[at - 1] ?? '')))
        return null
      return `no command “${words.slice(0, at + 1).join(' ')}”`
    }
    command = next
    at += 1
  }
  const known = new Set<string | undefined>([program, command].flatMap(({ options }) => options.map(({ long }) => long)))
  const options = words.slice(at).flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? [])
  const unknown = options.find((option) => !known.has(option))
  return unknown === undefined ? null : `${words.slice(0, at).join(' ')} has no ${unknown}`
}

it('every command that a remedy, a screen or a page names is there, with the options it is named with', async () => {
  const program = await createProgram(['--help'])
  const nouns = new Set(program.commands.map((command) => command.name()))
  const found = texts().flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(named)]
      .map(([, line = '']) => line)
      // “provost” in running text is followed by any word; one of the contract's nouns makes it a command.
      .filter((line) => nouns.has(line.split(/[ .,;:]/)[0] ?? '') || /^(backup|blueprint|registry|worker)\b/.test(line))
      .map((line) => ({ path: relative(root, path), line })),
  )
  expect(found.length).toBeGreaterThan(50)
  expect(found.flatMap(({ path, line }) => unknownIn(program, line)?.concat(` (${path})`) ?? [])).toEqual([])
})
