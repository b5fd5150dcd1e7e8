import { InvalidArgumentError } from 'commander'

/** A whole number within bounds. */
export const integer =
  (option: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`${option} is a whole number from ${least} to ${most}.`)
    return value
  }

/** One of the words given. */
export const choice =
  <Word extends string>(option: string, words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((candidate) => candidate === text)
    if (word === undefined) throw new InvalidArgumentError(`${option} is one of ${words.join(', ')}.`)
    return word
  }

/** An option that may be given several times. */
export const repeated = (text: string, before: readonly string[]): string[] => [...before, text]
