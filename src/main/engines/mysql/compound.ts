import type { TokenReader } from './token-reader.ts'

/** A block that never ends, and where it begins. */
export class UnclosedBlock extends Error {
  readonly at: number
  constructor(at: number) {
    super('A block has no END')
    this.at = at
  }
}

/** Words that begin a body of one plain statement, which holds no semicolon. */
const plainBodies = new Set('select insert update delete replace set call return do with truncate signal execute values table'.split(' '))
const blocks = new Set(['begin', 'if', 'case', 'loop', 'while', 'repeat', 'for'])

const skipTo = (reader: TokenReader, at: number, ...stops: readonly string[]): void => {
  // CASE … END in an expression has words of its own.
  let cases = 0
  for (; reader.peek() !== null; reader.take()) {
    const word = reader.word()
    if (cases === 0 && stops.includes(word)) return
    if (word === 'case') cases++
    if (word === 'end') cases--
  }
  throw new UnclosedBlock(at)
}

const skipSemicolon = (reader: TokenReader, at: number): void => {
  while (!reader.isMark(';')) {
    if (reader.peek() === null) throw new UnclosedBlock(at)
    reader.take()
  }
  reader.take()
}

/** Statements up to the END of the block that began at `at`; ELSE, WHEN and UNTIL only lead to more of them. */
const readStatements = (reader: TokenReader, at: number): void => {
  for (;;) {
    if (reader.peek() === null) throw new UnclosedBlock(at)
    const word = reader.word()
    if (word === 'end') return
    if (word === 'elseif' || word === 'when') {
      skipTo(reader, at, 'then')
      reader.take()
    } else if (word === 'else') reader.take()
    else if (word === 'until') skipTo(reader, at, 'end')
    // MariaDB's Oracle mode has handlers of a block behind this word.
    else if (word === 'exception') reader.take()
    else {
      readStatement(reader)
      skipSemicolon(reader, at)
    }
  }
}

const readHandler = (reader: TokenReader, at: number): void => {
  // DECLARE … HANDLER FOR condition[, condition…] statement
  skipTo(reader, at, 'for')
  do {
    reader.take()
    if (reader.word() === 'not' || reader.word() === 'sqlstate') reader.take()
    if (reader.word() === 'value') reader.take()
    reader.take()
  } while (reader.isMark(','))
  readStatement(reader)
}

const isHandler = (reader: TokenReader): boolean => reader.word() === 'declare' && reader.word(2) === 'handler'

/** One statement of a body, without its semicolon where it is a plain one. */
const readStatement = (reader: TokenReader): void => {
  const { at } = reader
  if (reader.isMark(':', 1) && !reader.isMark('=', 2)) {
    reader.take()
    reader.take()
  }
  if (isHandler(reader)) {
    readHandler(reader, at)
    return
  }
  const word = reader.word()
  if (!blocks.has(word)) return
  if (word === 'if') skipTo(reader, at, 'then')
  if (word === 'while' || word === 'for') skipTo(reader, at, 'do')
  if (word === 'case') {
    reader.take()
    skipTo(reader, at, 'when')
  } else reader.take()
  if (word === 'begin' && reader.word() === 'not') {
    reader.take()
    reader.take()
  }
  readStatements(reader, at)
  reader.take()
  // END IF, END LOOP …: `END` alone closes BEGIN.
  if (word !== 'begin') reader.take()
}

/** Moves to where the body begins; false where the statement has none that could hold a semicolon. */
const findBody = (reader: TokenReader, isBody: () => boolean): boolean => {
  for (let depth = 0; !reader.atEnd; reader.take()) {
    if (reader.isMark('(')) depth++
    if (reader.isMark(')')) depth--
    if (depth === 0 && isBody()) return true
  }
  return false
}

const findRoutineBody = (reader: TokenReader): boolean => {
  // Behind the parameters; `if not exists` stands before them.
  if (!findBody(reader, () => reader.isMark(')'))) return false
  reader.take()
  let before = ''
  return findBody(reader, () => {
    const word = reader.word()
    const typed = before === 'returns' || before === 'character'
    before = word
    return (!typed && (blocks.has(word) || plainBodies.has(word))) || (reader.isMark(':', 1) && blocks.has(reader.word(2)))
  })
}

const findBehind = (reader: TokenReader, first: string, second?: string): boolean => {
  const found = findBody(reader, () => reader.word() === first && (second === undefined || reader.word(1) === second))
  if (!found) return false
  reader.take()
  if (second !== undefined) reader.take()
  return true
}

const findTriggerBody = (reader: TokenReader): boolean => {
  if (!findBehind(reader, 'each', 'row')) return false
  if (reader.word() === 'follows' || reader.word() === 'precedes') {
    reader.take()
    reader.take()
  }
  return true
}

/** The kind of routine that a CREATE or ALTER is about; DEFINER and its kind may stand between. */
const routineOf = (reader: TokenReader): string => {
  const first = reader.word()
  if (first !== 'create' && first !== 'alter') return first === 'begin' && reader.word(1) === 'not' ? 'block' : ''
  // create or replace definer = `name`@`host` sql security invoker aggregate KIND
  for (let distance = 1; distance < 16; distance++) {
    const word = reader.word(distance)
    if (['procedure', 'function', 'trigger', 'event'].includes(word)) return word
    if (['table', 'view', 'index', 'user'].includes(word) || reader.isMark('(', distance) || reader.isMark(';', distance)) return ''
  }
  return ''
}

/**
 * Takes one statement up to its semicolon, with the whole body of a routine, a trigger, an event or MariaDB's BEGIN NOT ATOMIC.
 * The mysql client knows no bodies and needs DELIMITER lines; people leave them out.
 * @throws UnclosedBlock
 */
export const takeStatement = (reader: TokenReader): void => {
  const routine = routineOf(reader)
  const hasBody =
    routine === 'block' ||
    ((routine === 'procedure' || routine === 'function') && findRoutineBody(reader)) ||
    (routine === 'trigger' && findTriggerBody(reader)) ||
    (routine === 'event' && findBehind(reader, 'do'))
  if (hasBody) readStatement(reader)
  while (!reader.atEnd) reader.take()
}
