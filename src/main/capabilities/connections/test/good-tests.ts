import type { ConnectionTest, TestFact } from '#contract/connection-test.ts'
import type { State } from '../../../foundation/state/index.ts'

/** What a test knows by words: a fact that it did not come to is not there. */
export type TestFacts = Partial<Readonly<Record<TestFact, string>>>

/** The last test of each connection that passed. */
export interface GoodTests {
  keep(connection: string, at: string, facts: TestFacts): void
  /** When a test last passed, and what is another now; null where none ever did. */
  since(connection: string, facts: TestFacts): NonNullable<ConnectionTest['lastGood']> | null
}

export const openGoodTests = (state: State): GoodTests => {
  const { database } = state
  const insert = database.prepare(
    `insert into good_tests (connection, at, facts) select name, ?, ? from connections where name = ?
     on conflict (connection) do update set at = excluded.at, facts = excluded.facts`,
  )
  const one = database.prepare<[string], { at: string; facts: string }>('select at, facts from good_tests where connection = ?')
  return {
    keep: (connection, at, facts) => {
      state.writeLightly(() => insert.run(at, JSON.stringify(facts), connection))
    },
    since(connection, facts) {
      const kept = one.get(connection)
      if (kept === undefined) return null
      // Written by `keep` above and by nobody else.
      const before = JSON.parse(kept.facts) as TestFacts
      const names = Object.keys(facts) as TestFact[]
      const changes = names.flatMap((what) => {
        const [was, is] = [before[what], facts[what]]
        return was === undefined || is === undefined || was === is ? [] : [{ what, before: was, now: is }]
      })
      return { at: kept.at, changes }
    },
  }
}
