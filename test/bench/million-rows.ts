import { type PrivateServer, startPostgres } from '../servers/index.ts'

export const rowCount = 1_000_000

/** A server with a table of a million rows as an attendance log has them: 12 columns of mixed types. */
export const startMillionRows = async (): Promise<{ server: PrivateServer; database: string }> => {
  const server = await startPostgres({ version: 15, settings: { max_connections: '100', shared_buffers: '512MB' } })
  const database = await server.createDatabase('lms')
  await server.execute(
    database,
    `create table attendance_logs (
       id bigint primary key, user_id uuid not null, started_at timestamptz not null, ended_at timestamptz, session_type text not null,
       minutes integer, hours numeric(9,4), verified boolean not null, note text, site varchar(60), score double precision, day date not null);
     insert into attendance_logs
     select 9007199254000000 + i, md5(i::text)::uuid, timestamptz '2020-01-01' + i * interval '97 seconds',
            case when i % 7 = 0 then null else timestamptz '2020-01-01' + i * interval '97 seconds' + interval '2 hours' end,
            (array['live','lab','externship'])[1 + i % 3], i % 180, (i % 180) / 60.0, i % 2 = 0,
            case when i % 5 = 0 then null else 'note ' || i end, 'site ' || i % 40, i * 0.1, date '2020-01-01' + i / 900
     from generate_series(1, ${rowCount}) i;
     create index attendance_logs_started_at on attendance_logs (started_at);
     analyze attendance_logs;`,
  )
  return { server, database }
}
