import type { Migration } from './migration.ts'

export const goodTests: Migration = {
  version: 4,
  name: 'good-tests',
  sql: `
-- What was found at the last test of a connection that passed, so that a failed one can say what is another since.
CREATE TABLE good_tests (
  connection TEXT PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
  at         TEXT NOT NULL,
  facts      TEXT NOT NULL
) STRICT;
`,
}
