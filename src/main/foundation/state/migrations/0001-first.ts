import type { Migration } from './migration.ts'

export const first: Migration = {
  version: 1,
  name: 'first',
  sql: `
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE notices (
  id      INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  problem TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE operators (
  name       TEXT PRIMARY KEY,
  roles      TEXT NOT NULL,
  owner      INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX operators_one_owner ON operators (owner) WHERE owner = 1;

CREATE TABLE preferences (
  operator TEXT NOT NULL,
  key      TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (operator, key)
) STRICT;

CREATE TABLE views (
  id       TEXT PRIMARY KEY,
  operator TEXT NOT NULL,
  screen   TEXT NOT NULL,
  name     TEXT NOT NULL,
  state    TEXT NOT NULL
) STRICT;
CREATE INDEX views_of_screen ON views (operator, screen, name);

CREATE TABLE connections (
  name       TEXT PRIMARY KEY,
  vault_key  TEXT NOT NULL UNIQUE,
  config     TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE tenants (
  domain         TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  status         TEXT NOT NULL,
  connection     TEXT,
  database       TEXT,
  blueprint      TEXT,
  schema_version TEXT,
  created_at     TEXT NOT NULL,
  approved_at    TEXT,
  approved_by    TEXT
) STRICT;
CREATE INDEX tenants_of_connection ON tenants (connection);

CREATE TABLE tenant_groups (
  name   TEXT NOT NULL,
  domain TEXT NOT NULL REFERENCES tenants (domain) ON DELETE CASCADE,
  PRIMARY KEY (name, domain)
) STRICT;
CREATE INDEX tenant_groups_of_domain ON tenant_groups (domain);

CREATE TABLE tenant_facts (
  domain     TEXT PRIMARY KEY REFERENCES tenants (domain) ON DELETE CASCADE,
  facts      TEXT NOT NULL,
  checked_at TEXT NOT NULL
) STRICT;

-- revision grows with every change of any job, so that whoever watches asks for what is newer than what they saw.
CREATE TABLE jobs (
  id               TEXT PRIMARY KEY,
  kind             TEXT NOT NULL,
  title            TEXT NOT NULL,
  state            TEXT NOT NULL,
  done             REAL NOT NULL DEFAULT 0,
  total            REAL,
  unit             TEXT NOT NULL,
  operator         TEXT NOT NULL,
  owner            TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  started_at       TEXT,
  heartbeat_at     TEXT,
  finished_at      TEXT,
  outcome          TEXT,
  problem          TEXT,
  file_name        TEXT,
  file_bytes       REAL,
  file_path        TEXT,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  revision         INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_newest ON jobs (created_at DESC, id DESC);
CREATE UNIQUE INDEX jobs_revision ON jobs (revision);
CREATE INDEX jobs_active ON jobs (state) WHERE finished_at IS NULL;

CREATE TABLE job_log (
  job   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  seq   INTEGER NOT NULL,
  at    TEXT NOT NULL,
  level TEXT NOT NULL,
  text  TEXT NOT NULL,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  at            TEXT NOT NULL,
  operator      TEXT NOT NULL,
  roles         TEXT NOT NULL,
  action        TEXT NOT NULL,
  target        TEXT,
  outcome       TEXT NOT NULL,
  detail        TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_action ON audit (action, sequence);
CREATE INDEX audit_operator ON audit (operator, sequence);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only: no line is changed.'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only: no line is removed.'); END;

-- REPLACE deletes without the delete trigger unless recursive_triggers is on, so a line may only follow the last one;
-- for the same reason no other column of this table is unique.
CREATE TRIGGER audit_only_append BEFORE INSERT ON audit
WHEN NEW.sequence IS NOT NULL AND NEW.sequence <> -1 AND NEW.sequence <= (SELECT coalesce(max(sequence), 0) FROM audit)
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only: a new line follows the last one.'); END;
`,
}
