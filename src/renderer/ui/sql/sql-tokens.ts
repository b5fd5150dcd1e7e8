/** What a piece of SQL is, as far as shading goes. */
export type SqlKind = 'comment' | 'text' | 'number' | 'word' | 'name' | 'sign' | 'space'

export interface SqlToken {
  readonly kind: SqlKind
  readonly text: string
}

/** Words that carry the statement. Names of types are not among them: they read well as they are. */
const keywords = new Set(
  `add after all alter always analyze and any as asc before begin between by cascade case check cluster collate column comment commit concurrently constraint
  create cross cube current_date current_timestamp data database default deferrable deferred delete desc distinct do domain drop each else end enum except
  execute exists extension false for foreign from full function generated grant group having identity if immediate in index inherits initially inner insert
  instead intersect into is isnull join key language left like limit lock materialized modify natural not notnull null of on only or order outer over
  owner partition primary procedure references rename replace restrict returning returns revoke right row rows schema select sequence set show start table temporary
  then to trigger true truncate type union unique unlogged update using vacuum validate valid values view when where window with without autoincrement
  delimiter engine collation charset auto_increment first pragma strict rowid concurrently`.split(/\s+/),
)

const pattern =
  /(?<comment>--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^'\\]|''|\\.)*(?:'|$)|(?<dollar>\$[A-Za-z_]*\$)[\s\S]*?(?:\k<dollar>|$))|(?<name>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$))|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_][A-Za-z0-9_$]*)|(?<space>\s+)|(?<sign>[\s\S])/g

/** Cuts SQL into pieces for shading. It never loses a character and refuses nothing: judging SQL is the engines' work. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const { 0: text, groups = {} } of sql.matchAll(pattern)) {
    const kind: SqlKind =
      groups['comment'] !== undefined
        ? 'comment'
        : groups['text'] !== undefined
          ? 'text'
          : groups['number'] !== undefined
            ? 'number'
            : groups['word'] !== undefined
              ? keywords.has(text.toLowerCase())
                ? 'word'
                : 'name'
              : groups['name'] !== undefined
                ? 'name'
                : groups['space'] !== undefined
                  ? 'space'
                  : 'sign'
    tokens.push({ kind, text })
  }
  return tokens
}

/** The same by lines; a comment or text that runs over several is cut at each break. */
export function sqlLines(sql: string): SqlToken[][] {
  const lines: SqlToken[][] = [[]]
  for (const { kind, text } of sqlTokens(sql.replaceAll('\r\n', '\n').replace(/\n$/, ''))) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      if (part !== '') lines[lines.length - 1]?.push({ kind, text: part })
    })
  }
  return lines
}
