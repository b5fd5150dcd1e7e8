interface RuleFacts {
  /** What it is about, in a few words. */
  readonly title: string
  /** False for what fails in any case, so that no reason could let it pass. */
  readonly waivable?: false
}

/** What a migration is judged by. The names are stable: waivers in files and calls name them. */
export const lintRules = {
  // Data that would be gone
  'table-drop': { title: 'A table is dropped with its rows' },
  'column-drop': { title: 'A column is dropped with its values' },
  'schema-drop': { title: 'A schema or a database is dropped' },
  'drop-cascade': { title: 'A drop takes along what depends on it' },
  truncate: { title: 'All rows of a table are removed' },
  'delete-without-where': { title: 'All rows of a table are deleted' },
  'update-without-where': { title: 'All rows of a table are changed in one statement' },
  'type-narrowing': { title: 'A column takes a type that holds less' },

  // What makes others wait
  'index-without-concurrently': { title: 'An index is built while writers wait' },
  'drop-index-without-concurrently': { title: 'An index is dropped under an exclusive lock' },
  'set-not-null-scan': { title: 'A column becomes NOT NULL by a scan under an exclusive lock' },
  'constraint-validates': { title: 'A new constraint is checked against all rows under a lock' },
  'constraint-validated-in-same-transaction': { title: 'A constraint is validated while the lock of adding it is still held' },
  'unique-constraint-builds-index': { title: 'A key builds its index under an exclusive lock' },
  'type-change-rewrite': { title: 'A change of type rewrites the table' },
  'volatile-default-rewrite': { title: 'A default that differs by row rewrites the table' },
  'generated-column-rewrite': { title: 'A new column with a value of its own in each row rewrites the table' },
  'set-logged': { title: 'LOGGED or UNLOGGED rewrites the table' },
  'storage-move': { title: 'A table moves to another place under an exclusive lock' },
  'vacuum-full': { title: 'VACUUM FULL rewrites the table under an exclusive lock' },
  cluster: { title: 'CLUSTER rewrites the table under an exclusive lock' },
  'reindex-without-concurrently': { title: 'An index is rebuilt while writers wait' },
  'refresh-without-concurrently': { title: 'A materialized view is refreshed while readers wait' },
  'attach-partition-scan': { title: 'A partition is scanned when it is attached' },
  'lock-table': { title: 'A table is locked by hand' },
  'many-tables-locked': { title: 'One transaction holds exclusive locks on many tables' },
  'table-copy': { title: 'A change copies the whole table while writers wait' },
  'table-rebuild': { title: 'A change rebuilds the whole table' },

  // What fails, or does not do what it says
  'not-null-without-default': { title: 'A NOT NULL column without a default is added' },
  'not-null-change': { title: 'A column becomes NOT NULL' },
  'concurrently-in-transaction': { title: 'CONCURRENTLY stands in a transaction', waivable: false },
  'not-in-transaction': { title: 'A statement that no transaction takes stands in one', waivable: false },
  'pragma-without-effect': { title: 'A pragma that a transaction ignores', waivable: false },
  'transaction-control': { title: 'The migration begins or ends a transaction by itself', waivable: false },
  'enum-value-used-in-transaction': { title: 'A new enum value is used before it is committed' },
  'add-column-impossible': { title: 'A column that ADD COLUMN cannot add' },
  'add-column-default-not-constant': { title: 'A new column whose default is computed' },
  'drop-column-limits': { title: 'DROP COLUMN fails where the column is used' },
  'rebuild-with-foreign-keys-on': { title: 'A table is rebuilt while foreign keys are enforced' },
  'writable-schema': { title: 'The schema is edited as a table' },
  'concurrently-if-not-exists': { title: 'A broken index of an earlier try is taken for done' },
  'unjudged-code': { title: 'Code that the lint does not see into' },
  'not-judged': { title: 'A revision whose SQL cannot be told without a database' },
  'implicit-commit': { title: 'A statement commits what came before it' },

  // What others rely on
  'rename-table': { title: 'A table gets another name' },
  'rename-column': { title: 'A column gets another name' },
  'constraint-drop': { title: 'A constraint is dropped' },
  'charset-conversion': { title: 'A table takes another character set' },
  'grant-to-public': { title: 'A right is given to everybody' },
  'session-value': { title: 'A statement needs a value that only the session holds' },
  'session-setting': { title: 'A setting outlives its statement' },
  'use-database': { title: 'The migration leaves the database it was begun in', waivable: false },
} as const satisfies Readonly<Record<string, RuleFacts>>

export type LintRule = keyof typeof lintRules

export const isLintRule = (name: string): name is LintRule => Object.hasOwn(lintRules, name)

/** Whether a reason may let a finding of this rule pass. */
export const isWaivable = (rule: LintRule): boolean => !('waivable' in lintRules[rule])

export interface LintFinding {
  readonly rule: LintRule
  /** error: loses data, fails, or holds a long lock or rewrites a table · warning: needs thought. */
  readonly severity: 'error' | 'warning'
  /** Of the statement, in the file, from 1. */
  readonly line: number
  /** The statement's place among the file's. */
  readonly statement: number
  /** What happens, in one sentence. */
  readonly message: string
  /** How to do it instead. */
  readonly safeWay: string
}

/** What is known beside the statements. */
export interface LintFacts {
  /** The file runs in one transaction. */
  readonly transactional: boolean
  /** SQLite: foreign keys are not enforced while it runs. */
  readonly foreignKeysOff?: boolean
}

export type Found = (rule: LintRule, severity: LintFinding['severity'], message: string, safeWay: string) => void
