/** One step of the state's own schema. `version` is SQLite's `user_version` after it. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}
