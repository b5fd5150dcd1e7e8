import { type Problem, ProvostError } from '#contract/errors.ts'

/** `NNNN_name.up.sql`: the number, and the name. */
export const upFile = /^(\d{4,})_([A-Za-z0-9][A-Za-z0-9_.-]*)\.up\.sql$/
/** Pieces of what was probably meant: a number, a name, a way. */
const loosely = /^(\d*)[^\p{L}\p{N}]*(.*?)(?:\.(up|down))?\.sql$/iu

export const downOf = (up: string): string => up.replace(/\.up\.sql$/, '.down.sql')

/** A file's name as it should be; null where nothing in it says which number it has, or what it does. */
export const properName = (name: string): string | null => {
  const [, number = '', title = '', way = 'up'] = loosely.exec(name) ?? []
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '_')
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  return number === '' || plain === '' ? null : `${number.padStart(4, '0')}_${plain}.${way.toLowerCase()}.sql`
}

const problem = (title: string, detail: string, ...remedy: string[]): Problem =>
  new ProvostError('migration.source-invalid', title, { detail, remedy }).toJSON()

const elsewhere = 'Or, where it is no migration, move it into a subfolder of another name: those are not looked into.'

const misnamed = (name: string, shown: string, names: readonly string[]): Problem => {
  const proper = properName(name)
  const free = proper !== null && !names.includes(proper)
  return problem(
    `${shown} is not named as a migration, so it would be passed over.`,
    'A migration is named NNNN_name.up.sql, its way back NNNN_name.down.sql; names are of letters from a to z, digits, _, - and dots.',
    free ? `Rename it: ${proper}` : 'Give it the next free number and a name: NNNN_name.up.sql',
    elsewhere,
  )
}

const withoutWayUp = (name: string, shown: string): Problem =>
  problem(
    `${shown} is a way back of no migration, so it would be passed over.`,
    `There is no ${name.replace(/\.down\.sql$/, '.up.sql')} beside it.`,
    `Restore ${name.replace(/\.down\.sql$/, '.up.sql')}, or give both the same number and name.`,
    elsewhere,
  )

/** What is wrong with the names in a folder of migrations: a file with SQL is one, or is refused, for passing it over would tell nobody. */
export const misnamedFiles = (names: readonly string[], show: (name: string) => string): readonly Problem[] =>
  names
    .filter((name) => /\.sql$/i.test(name) && !name.startsWith('.') && !upFile.test(name))
    .flatMap((name) => {
      const up = name.replace(/\.down\.sql$/, '.up.sql')
      if (up === name || !upFile.test(up)) return [misnamed(name, show(name), names)]
      return names.includes(up) ? [] : [withoutWayUp(name, show(name))]
    })

/** Files beside folders per engine are for no engine. */
export const besideEngines = (names: readonly string[], folders: readonly string[]): readonly Problem[] =>
  names
    .filter((name) => /\.sql$/i.test(name) && !name.startsWith('.'))
    .map((name) =>
      problem(
        `${name} lies beside the folders per engine, so it is for none of them.`,
        `The folders: ${folders.join(', ')}.`,
        `Move it into the folder of its engine: ${folders.map((folder) => `${folder}/${properName(name) ?? name}`).join(', ')}`,
        elsewhere,
      ),
    )

/** Two folders for one engine: one of them would be passed over. */
export const doubleFolder = (taken: string, passedOver: string): Problem =>
  problem(
    `The folders ${taken} and ${passedOver} are for the same engine, so one would be passed over.`,
    `${taken} is read.`,
    `Move the files of ${passedOver} to ${taken}, or remove the folder.`,
  )
