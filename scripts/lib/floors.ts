/**
 * The house's floors as lint rules: who may import what. Biome has no variables and a later override replaces an earlier
 * one whole, so biome.floors.json repeats itself; this is what it is written from (`npm run floors`).
 */

type Pattern = { readonly group: readonly string[]; readonly message: string; readonly importNamePattern?: string }

interface Floor {
  readonly files: readonly string[]
  readonly patterns: readonly Pattern[]
  readonly mayUseElectron?: boolean
  readonly mayDeclare?: boolean
}

/** The rooms of each floor that has several: the folders found there. */
export interface Rooms {
  readonly foundation: readonly string[]
  readonly engines: readonly string[]
  readonly fleet: readonly string[]
  readonly capabilities: readonly string[]
}

const electron: Pattern = {
  group: ['electron', 'electron/*'],
  message: 'Only hosts/electron and the preload know Electron; what a host lends is a port.',
}
const declaring = {
  '@orpc/contract': { message: 'Procedures are declared in src/contract only.', allowImportNames: ['ContractRouterClient'] },
}

/** Inside the foundation: processes < state < audit < jobs < the rest. */
const foundationOrder = ['processes', 'state', 'audit', 'jobs']
/** What a capability may know of others; every other one is a stranger to it. */
const acquaintances: Readonly<Record<string, readonly string[]>> = {
  tenants: ['migrations', 'backups', 'connections'],
  health: ['connections', 'backups'],
}

const forbid = (group: readonly string[], message: string): Pattern => ({ group, message })
const anywhere = (folders: readonly string[]): string[] =>
  folders.map((folder) => (folder.endsWith('.ts') ? `**/${folder}` : `**/${folder}/**`))
const page = ['renderer', 'preload']

/** Entering another floor's room by anything but its index.ts. */
const enter = (floor: 'foundation' | 'engines' | 'lms' | 'fleet' | 'capabilities'): Pattern => {
  const rooms = floor === 'engines' || floor === 'lms' ? `**/${floor}` : `**/${floor}/*`
  return forbid([`${rooms}/**`, `!${rooms}/index.ts`], `Enter a room through its index.ts (${floor}).`)
}

/** The other rooms of one's own floor, seen from a room's own files (depth 0) or from its folders, however deep. */
const siblings = (rooms: readonly string[], depth: 0 | 1): string[] => {
  const ups = depth === 0 ? ['../'] : ['../../', '../../../', '../../../../']
  return rooms.flatMap((room) => ups.map((up) => `${up}${room}/**`))
}
const exceptIndex = (patterns: readonly string[]): string[] => [
  ...patterns,
  ...patterns.map((pattern) => `!${pattern.replace('/**', '/index.ts')}`),
]

/** A room's own files and those in its folders see their neighbours from different depths, so each has a rule. */
const byDepth = (folder: string, make: (depth: 0 | 1) => readonly Pattern[]): Floor[] => [
  { files: [`${folder}/*.ts`], patterns: make(0) },
  { files: [`${folder}/*/**`], patterns: make(1) },
]

const foundation = ({ foundation: rooms }: Rooms): Floor[] =>
  rooms.flatMap((room) => {
    const place = foundationOrder.indexOf(room)
    const above = place === -1 ? [] : rooms.filter((other) => !foundationOrder.slice(0, place + 1).includes(other))
    const others = rooms.filter((other) => other !== room)
    return byDepth(`src/main/foundation/${room}`, (depth) => [
      forbid(
        anywhere(['engines', 'lms', 'fleet', 'capabilities', 'console.ts', 'hosts', ...page]),
        'The foundation knows the contract and itself.',
      ),
      forbid(exceptIndex(siblings(others, depth)), 'Enter a room through its index.ts (foundation).'),
      ...(above.length === 0
        ? []
        : [forbid(siblings(above, depth), 'Inside the foundation: processes < state < audit < jobs < the rest.')]),
    ])
  })

const engines = ({ engines: rooms }: Rooms): Floor[] => {
  const patterns = [
    forbid(anywhere(['lms', 'fleet', 'capabilities', 'console.ts', 'hosts', ...page]), 'Engines know the contract and the foundation.'),
    enter('foundation'),
  ]
  const kinds = rooms.filter((room) => ['postgres', 'mysql', 'sqlite'].includes(room))
  return [
    { files: ['src/main/engines/**'], patterns },
    ...kinds.map((kind) => ({
      files: [`src/main/engines/${kind}/**`],
      patterns: [
        ...patterns,
        forbid(anywhere(kinds.filter((other) => other !== kind)), 'An engine does not know another; what they share lies beside them.'),
      ],
    })),
  ]
}

const middle = ({ fleet: rooms }: Rooms): Floor[] => [
  {
    files: ['src/main/lms/**'],
    patterns: [
      forbid(
        anywhere(['fleet', 'capabilities', 'console.ts', 'hosts', ...page]),
        'The adapters know the contract, the foundation and the engines.',
      ),
      enter('foundation'),
      enter('engines'),
    ],
  },
  ...rooms.flatMap((room) =>
    byDepth(`src/main/fleet/${room}`, (depth) => [
      forbid(
        anywhere(['lms', 'capabilities', 'console.ts', 'hosts', ...page]),
        'The fleet knows the contract, the foundation and the engines.',
      ),
      enter('foundation'),
      enter('engines'),
      forbid(
        exceptIndex(
          siblings(
            rooms.filter((other) => other !== room),
            depth,
          ),
        ),
        'Enter a room through its index.ts (fleet).',
      ),
    ]),
  ),
]

const capabilities = ({ capabilities: rooms }: Rooms): Floor[] =>
  rooms.flatMap((room) => {
    const known = rooms.filter((other) => acquaintances[room]?.includes(other))
    const strangers = rooms.filter((other) => other !== room && !known.includes(other))
    return byDepth(`src/main/capabilities/${room}`, (depth) => [
      forbid(anywhere(['console.ts', 'hosts', ...page]), 'A capability knows the floors below it.'),
      forbid(siblings(strangers, depth), 'Capabilities do not know each other; console.ts hands over what one needs of another.'),
      ...(known.length === 0 ? [] : [forbid(exceptIndex(siblings(known, depth)), 'Enter a room through its index.ts (capabilities).')]),
      enter('foundation'),
      enter('engines'),
      enter('lms'),
      enter('fleet'),
    ])
  })

const everyRoom = [enter('foundation'), enter('engines'), enter('lms'), enter('fleet'), enter('capabilities')]
const hosts: readonly Pattern[] = [forbid(anywhere(page), 'A host knows the page by its built files.'), ...everyRoom]
const pageOnly = forbid(anywhere(['main', 'preload']), 'The renderer knows the contract.')

const floors = (rooms: Rooms): Floor[] => [
  {
    files: ['src/contract/**'],
    patterns: [
      forbid(
        ['../**', 'node:*', '@orpc/server', '@orpc/client'],
        'The contract knows zod, @orpc/contract and itself: schemas, no input or output.',
      ),
    ],
    mayDeclare: true,
  },
  ...foundation(rooms),
  ...engines(rooms),
  ...middle(rooms),
  ...capabilities(rooms),
  {
    files: ['src/main/console.ts'],
    patterns: [forbid(anywhere(['hosts', ...page]), 'console.ts knows no host; what one lends is an argument.'), ...everyRoom],
  },
  { files: ['src/main/hosts/**'], patterns: hosts },
  { files: ['src/main/hosts/electron.ts', 'src/main/hosts/electron/**'], patterns: hosts, mayUseElectron: true },
  {
    files: ['src/preload/**', '!src/preload/**/*.test.ts'],
    patterns: [forbid([...anywhere(['main', 'renderer']), 'node:*'], 'The preload knows the contract and Electron.')],
    mayUseElectron: true,
  },
  {
    files: ['src/renderer/**'],
    patterns: [
      pageOnly,
      forbid(
        ['node:*', 'zod', '@orpc/server', '@orpc/server/*'],
        'The page runs in a browser, and takes the types of the contract without zod.',
      ),
      {
        group: [
          '#contract/*',
          '!#contract/errors.ts',
          '!#contract/access.ts',
          '!#contract/handshake.ts',
          '!#contract/problem-groups.ts',
          '!#contract/rollback-facts.ts',
          '!#contract/wire.ts',
        ],
        importNamePattern: '[a-z].*',
        message: 'The page takes types of the contract; a schema would bring zod along.',
      },
    ],
  },
  { files: ['src/renderer/**/*.test.ts', 'src/renderer/**/*.test.tsx'], patterns: [pageOnly], mayDeclare: true },
]

const rule = (floor: Omit<Floor, 'files'>) => ({
  style: {
    noRestrictedImports: {
      level: 'error',
      options: {
        paths: floor.mayDeclare === true ? {} : declaring,
        patterns: floor.mayUseElectron === true ? floor.patterns : [electron, ...floor.patterns],
      },
    },
  },
})

/** What biome.floors.json holds for these rooms. */
export const floorsConfiguration = (rooms: Rooms) => ({
  linter: {
    rules: { ...rule({ patterns: [] }), suspicious: { noImportCycles: { level: 'error', options: { ignoreTypes: false } } } },
  },
  overrides: floors(rooms).map((floor) => ({ includes: floor.files, linter: { rules: rule(floor) } })),
})
