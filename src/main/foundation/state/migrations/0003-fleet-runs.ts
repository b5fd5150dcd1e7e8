import type { Migration } from './migration.ts'

export const fleetRuns: Migration = {
  version: 3,
  name: 'fleet-runs',
  sql: `
-- head and plan are what the run was begun with and never change, so that every target gets the same. head is small and read with
-- every look at the run; plan holds the text of every file and is read only by who works on it.
CREATE TABLE fleet_runs (
  id          TEXT PRIMARY KEY,
  revision    INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  title       TEXT NOT NULL,
  state       TEXT NOT NULL,
  head        TEXT NOT NULL,
  plan        TEXT NOT NULL,
  limits      TEXT NOT NULL,
  waves       TEXT NOT NULL,
  total       INTEGER NOT NULL,
  operator    TEXT NOT NULL,
  job         TEXT,
  created_at  TEXT NOT NULL,
  started_at  TEXT,
  finished_at TEXT,
  halted      TEXT,
  -- Targets a second, over the last seconds while it runs and over the whole stretch once it ended.
  rate        REAL,
  pause_asked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX fleet_runs_age ON fleet_runs (created_at);

CREATE TABLE fleet_run_targets (
  run         TEXT NOT NULL REFERENCES fleet_runs (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  target      TEXT NOT NULL,
  place       TEXT NOT NULL,
  wave        INTEGER NOT NULL,
  status      TEXT NOT NULL,
  applied     TEXT NOT NULL DEFAULT '[]',
  attempts    INTEGER NOT NULL DEFAULT 0,
  ms          REAL,
  started_at  TEXT,
  finished_at TEXT,
  error       TEXT,
  skipped     TEXT,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX fleet_run_targets_revision ON fleet_run_targets (run, revision);

CREATE TABLE fleet_run_log (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  run    TEXT NOT NULL REFERENCES fleet_runs (id) ON DELETE CASCADE,
  at     TEXT NOT NULL,
  target TEXT NOT NULL,
  level  TEXT NOT NULL,
  text   TEXT NOT NULL
) STRICT;
CREATE INDEX fleet_run_log_of_run ON fleet_run_log (run, id);

-- Folders of migrations that were worked with, to be offered again.
CREATE TABLE migration_sources (
  directory TEXT PRIMARY KEY,
  used_at   TEXT NOT NULL
) STRICT;
`,
}
