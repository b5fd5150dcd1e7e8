/**
 * Functions of the server, and of what is shipped with it, whose effects a read-only transaction neither stops nor takes back:
 * files of the server, other connections, other sessions, the server itself.
 */
const effects = [
  ...['lo_export', 'lo_import', 'pg_file_write', 'pg_file_rename', 'pg_file_unlink', 'pg_file_sync', 'dblink', 'dblink_\\w+'],
  ...['pg_cancel_backend', 'pg_terminate_backend', 'pg_log_backend_memory_contexts', 'pg_reload_conf', 'pg_rotate_logfile\\w*'],
  ...['pg_switch_(?:wal|xlog)', 'pg_create_restore_point', 'pg_backup_\\w+', 'pg_(?:start|stop)_backup', 'pg_promote'],
  ...['pg_wal_replay_(?:pause|resume)', 'pg_(?:create|drop|copy)_(?:physical_|logical_)?replication_slot', 'pg_replication_slot_advance'],
  ...['pg_logical_slot_get_\\w+', 'pg_logical_emit_message', 'pg_replication_origin_\\w+', 'pg_sync_replication_slots'],
  ...['pg_stat_reset\\w*', 'pg_stat_statements_reset', 'pg_(?:restore|clear)_\\w+_stats', 'pg_import_system_collations'],
  ...['brin_(?:de)?summarize_\\w+', 'gin_clean_pending_list', 'autoprewarm_\\w+', 'pg_truncate_visibility_map'],
]

/** Functions that run the SQL they are given as a text, which may be put together from pieces. */
const runners = ['query_to_xml\\w*', 'cursor_to_xml\\w*', 'ts_stat', 'ts_rewrite', 'crosstab\\w*', 'connectby', 'xpath_table']

const whole = (names: readonly string[]): RegExp => new RegExp(`(?<![\\w$])(?:${names.join('|')})(?![\\w$])`, 'i')

const reaching = whole([...effects, ...runners])
const sessionLock = whole(['pg_(?:try_)?advisory_(?:lock|unlock)\\w*'])

/**
 * The name in this text of a function that reaches past a read-only transaction; null for none. The text is not taken apart: whatever
 * stands in a string counts as well, so that nothing depends on where a string ends.
 */
export const reachingName = (text: string): string | null => reaching.exec(text)?.[0] ?? null

/** The name in this text of a function that takes or gives up a lock of the session, which outlasts a transaction; null for none. */
export const sessionLockName = (text: string): string | null => sessionLock.exec(text)?.[0] ?? null

/** A name in Unicode escapes, `U&"…"`, is not what it looks like. */
export const hidesNames = (text: string): boolean => /u&"/i.test(text)
