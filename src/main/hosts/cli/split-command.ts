import { ProvostError } from '#contract/errors.ts'

const invalid = (title: string, ...remedy: string[]): ProvostError => new ProvostError('call.invalid', title, { remedy })

/**
 * A command line as the words of a program's arguments, by the quoting of a shell and nothing else of one: what a shell would
 * do more with is refused, since no shell will.
 * @throws ProvostError `call.invalid`
 */
export const splitCommand = (text: string): string[] => {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    if (quote !== null) {
      const escapes = quote === '"' && letter === '\\' && /["\\]/.test(text.charAt(at + 1))
      if (escapes) at += 1
      if (letter === quote) quote = null
      else if (quote === '"' && /[$`]/.test(letter)) throw shellOnly(letter)
      else word = (word ?? '') + (escapes ? text.charAt(at) : letter)
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (letter === '\\') {
      at += 1
      if (at === text.length) throw invalid('The command ends with a backslash.', 'Write \\\\ for the backslash itself.')
      word = (word ?? '') + text.charAt(at)
    } else if (/\s/.test(letter)) {
      if (word !== null) words.push(word)
      word = null
    } else if (/[|&;<>$`()*?]/.test(letter)) throw shellOnly(letter)
    else word = (word ?? '') + letter
  }
  if (quote !== null) throw invalid(`A quotation mark ${quote} is not closed in the command.`)
  if (word !== null) words.push(word)
  if (words.length === 0 || words[0] === '')
    throw invalid('The command is empty.', 'Name a program: --password-command "pass show lms/reader"')
  return words
}

const shellOnly = (letter: string): ProvostError =>
  invalid(
    `The command holds a ${letter}, which only a shell would understand, and none runs it.`,
    `Quote it where it is meant as it stands: '${letter}'`,
    'Put anything more into a script, and name the script.',
  )
