import type { Migration } from './migration.ts'

export const healthAndAlerts: Migration = {
  version: 2,
  name: 'health-and-alerts',
  sql: `
CREATE TABLE health_samples (
  connection TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
  at         TEXT NOT NULL,
  state      TEXT NOT NULL,
  ms         REAL,
  code       TEXT,
  title      TEXT
) STRICT;
CREATE INDEX health_samples_of_connection ON health_samples (connection, at);
CREATE INDEX health_samples_age ON health_samples (at);

-- How a connection stood at the last look of any console: a change of it is told once, whichever console sees it first.
CREATE TABLE health_states (
  connection             TEXT PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
  failing_since          TEXT,
  certificate_expires_at TEXT,
  warned                 TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- revision grows with every change of any alert, so that whoever watches asks for what is newer than what they saw.
CREATE TABLE alerts (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  revision        INTEGER NOT NULL,
  at              TEXT NOT NULL,
  kind            TEXT NOT NULL,
  subject         TEXT NOT NULL,
  title           TEXT NOT NULL,
  detail          TEXT NOT NULL,
  code            TEXT,
  acknowledged_at TEXT,
  acknowledged_by TEXT
) STRICT;
CREATE INDEX alerts_revision ON alerts (revision);
CREATE INDEX alerts_open ON alerts (id) WHERE acknowledged_at IS NULL;
`,
}
