/** How the named things stand; `?` is a list of names in JSON, so that there is one parameter however many names there are. */
export const mysqlNamedStateSql = (names: readonly string[]): { readonly sql: string; readonly parameters: readonly string[] } => {
  const list = `(${names.map(() => '?').join(', ')})`
  const parts = [
    `select 'table', table_name, concat_ws(' ', table_type, engine, row_format, table_collation, create_options, table_comment) from information_schema.tables
      where table_schema = database() and table_name in ${list}`,
    `select 'column', concat_ws('.', table_name, column_name), concat_ws(' ', ordinal_position, column_default, is_nullable, column_type, collation_name, extra, generation_expression, column_comment)
       from information_schema.columns where table_schema = database() and table_name in ${list}`,
    `select 'index', concat_ws('.', table_name, index_name, seq_in_index), concat_ws(' ', non_unique, column_name, collation, sub_part, index_type, index_comment)
       from information_schema.statistics where table_schema = database() and table_name in ${list}`,
    `select 'constraint', concat_ws('.', table_name, constraint_name), constraint_type from information_schema.table_constraints where table_schema = database() and table_name in ${list}`,
    `select 'foreign key', concat_ws('.', table_name, constraint_name), concat_ws(' ', referenced_table_name, update_rule, delete_rule)
       from information_schema.referential_constraints where constraint_schema = database() and table_name in ${list}`,
    `select 'key column', concat_ws('.', table_name, constraint_name, ordinal_position), concat_ws(' ', column_name, referenced_table_name, referenced_column_name)
       from information_schema.key_column_usage where table_schema = database() and table_name in ${list}`,
    `select 'check', constraint_name, check_clause from information_schema.check_constraints where constraint_schema = database() and constraint_name in
       (select t.constraint_name from information_schema.table_constraints t where t.table_schema = database() and t.table_name in ${list})`,
    `select 'partition', concat_ws('.', table_name, partition_name, subpartition_name), concat_ws(' ', partition_ordinal_position, partition_method, partition_expression, partition_description)
       from information_schema.partitions where table_schema = database() and partition_name is not null and table_name in ${list}`,
    `select 'view', table_name, concat_ws(' ', view_definition, check_option, security_type, definer) from information_schema.views where table_schema = database() and table_name in ${list}`,
    // The moment of the last change tells two versions of the same text apart; a routine made anew is made in another second or is the same.
    `select 'routine', concat_ws('.', routine_type, routine_name), concat_ws(' ', created, last_altered, routine_definition) from information_schema.routines
      where routine_schema = database() and routine_name in ${list}`,
    `select 'trigger', trigger_name, concat_ws(' ', event_object_table, action_timing, event_manipulation, action_statement, created) from information_schema.triggers
      where trigger_schema = database() and trigger_name in ${list}`,
    `select 'event', event_name, concat_ws(' ', created, last_altered, status, event_definition) from information_schema.events where event_schema = database() and event_name in ${list}`,
    `select 'database', schema_name, concat_ws(' ', default_character_set_name, default_collation_name) from information_schema.schemata where schema_name in ${list}`,
  ]
  return { sql: `${parts.join('\nunion all\n')}\norder by 1, 2, 3`, parameters: parts.flatMap(() => names) }
}
