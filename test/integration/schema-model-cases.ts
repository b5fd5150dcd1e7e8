import type { TestEngine } from './engines-kit.ts'

type Cases = Readonly<Record<TestEngine['kind'], string>>

/** A schema with something of every kind, in an order in which it can be made. */
export const bases: Cases = {
  postgres: `
    create schema compliance;
    create type state as enum ('open', 'closed');
    create domain cents as integer default 0 check (value >= 0);
    create sequence numbers start 100;
    create function total(amount integer) returns integer language sql immutable as $$ select amount * 2 $$;
    create table students (id serial primary key, email varchar(120) not null unique, name text default 'nobody', born date);
    create table refunds (id integer generated always as identity primary key, student integer not null references students (id), amount cents not null,
      state state not null default 'open', doubled integer generated always as (total(amount::integer)) stored, note text, constraint small check (amount < 1000000));
    create index refunds_student on refunds (student);
    create table compliance.cases (id bigint primary key, "Odd Name" text collate "C");
    create table events (at timestamptz not null, what text) partition by range (at);
    create table events_old partition of events for values from ('2020-01-01') to ('2025-01-01');
    create view open_refunds as select id, amount from refunds where state = 'open';
    create view big_refunds as select id from open_refunds where amount > 100;
    create view mails as select email from students; create view odd_mails as select email from mails where email like 'odd%';
    create materialized view totals as select student, sum(amount) as amount from refunds group by student;
    create index totals_student on totals (student);
    create function touched() returns trigger language plpgsql as $$ begin new.note := 'touched'; return new; end $$;
    create trigger refunds_touched before update on refunds for each row execute function touched();
    alter table refunds enable row level security;
    create policy own on refunds for select using (student > 0);`,
  mysql: `
    create table students (id int not null auto_increment primary key, email varchar(120) not null, name varchar(50) default 'nobody', born date, unique key email (email)) engine=InnoDB;
    create table refunds (id int not null auto_increment primary key, student int not null, amount decimal(10,2) not null default 0.00, state enum('open','closed') not null default 'open',
      doubled decimal(12,2) generated always as (amount * 2) stored, note text, changed timestamp not null default current_timestamp on update current_timestamp,
      key student (student), key note (note(20)), constraint refunds_student foreign key (student) references students (id) on delete cascade, constraint small check (amount < 1000000));
    create table events (id int not null, at int not null) partition by range (at) (partition old values less than (2020), partition rest values less than maxvalue);
    create table notes (line text);
    create view open_refunds as select id, amount from refunds where state = 'open';
    create view big_refunds as select id from open_refunds where amount > 100;
    create function total(a int) returns int deterministic return a * 2;
    create trigger refunds_touched before update on refunds for each row set new.note = 'touched';`,
  sqlite: `
    create table students (id integer primary key autoincrement, email text not null unique, name text default 'nobody', born date);
    create table refunds (id integer primary key, student integer not null references students (id) on delete cascade, amount integer not null default 0 check (amount >= 0),
      state text collate nocase default 'open', doubled integer generated always as (amount * 2) virtual, note text, constraint small check (amount < 1000000));
    create index refunds_student on refunds (student);
    create table pairs (a integer, b text, primary key (a, b)) without rowid;
    create view open_refunds as select id, amount from refunds where state = 'open';
    create view big_refunds as select id from open_refunds where amount > 100;
    create trigger refunds_touched after update on refunds begin update refunds set note = 'touched; twice' where id = new.id; end;
    insert into students (id, email) values (1, 'a@example.org');
    insert into refunds (id, student, amount, note) values (1, 1, 5, 'kept');`,
}

/** Changes of a base, each told as a difference of the object named. */
export const changes: Readonly<Record<TestEngine['kind'], readonly (readonly [object: string, sql: string])[]>> = {
  postgres: [
    ['schema extra', 'create schema extra'],
    ['extension plpgsql', 'drop function touched cascade; drop extension plpgsql'],
    ['type colour', "create type colour as enum ('red')"],
    ['type state', "alter type state add value 'paid' before 'closed'"],
    ['type place', 'create type place as (town text, zip varchar(10))'],
    ['type span', 'create type span as range (subtype = integer)'],
    [
      'type cents',
      'alter domain cents set default 5; alter domain cents add constraint top check (value < 99); alter domain cents drop constraint cents_check',
    ],
    ['sequence more', 'create sequence more increment 5'],
    ['sequence numbers', 'alter sequence numbers maxvalue 5000 cycle'],
    [
      'table payments',
      'create table payments (id bigserial primary key, refund integer references refunds (id), paid_at timestamptz default now()); create index on payments (refund)',
    ],
    ['table staging', 'create unlogged table staging (id integer) with (fillfactor = 50)'],
    ['table events_new', "create table events_new partition of events for values from ('2025-01-01') to ('2030-01-01')"],
    ['column students.phone', 'alter table students add column phone varchar(20)'],
    ['column students.number', 'alter table students add column number bigserial'],
    ['column students.born', 'alter table students alter column born type timestamp using born::timestamp'],
    [
      'column students.name',
      "alter table students alter column name type varchar(30), alter column name set default 'x', alter column name set not null",
    ],
    ['column refunds.id', 'alter table refunds alter column id drop identity'],
    ['column refunds.id', 'alter table refunds alter column id set generated by default'],
    ['column refunds.doubled', 'alter table refunds alter column doubled drop expression'],
    ['column compliance.cases.Odd Name', 'alter table compliance.cases alter column "Odd Name" type varchar(9)'],
    [
      'column students.email',
      'drop view odd_mails; drop view mails; alter table students alter column email type varchar(200); create view mails as select email from students; create view odd_mails as select email from mails',
    ],
    ['index refunds.refunds_amount', 'create index refunds_amount on refunds (amount desc) where amount > 5'],
    ['index refunds.refunds_student', 'drop index refunds_student; create index refunds_student on refunds (student, state)'],
    [
      'constraint refunds.small',
      'alter table refunds drop constraint small; alter table refunds add constraint small check (amount < 5) not valid',
    ],
    ['constraint students.students_email_key', 'alter table students drop constraint students_email_key'],
    [
      'constraint students.students_pkey',
      'alter table refunds drop constraint refunds_student_fkey; alter table students drop constraint students_pkey',
    ],
    ['foreign key refunds.refunds_student_fkey', 'alter table refunds drop constraint refunds_student_fkey'],
    [
      'foreign key refunds.refunds_student_fkey',
      'alter table refunds drop constraint refunds_student_fkey; alter table refunds add constraint refunds_student_fkey foreign key (student) references students (id) on delete cascade',
    ],
    [
      'routine total(amount integer)',
      'create or replace function total(amount integer) returns integer language sql immutable as $$ select amount * 3 $$',
    ],
    ['routine tidy()', 'create procedure tidy() language sql as $$ delete from refunds $$'],
    ['view open_refunds', "create or replace view open_refunds as select id, amount, note from refunds where state <> 'closed'"],
    ['view big_refunds', 'drop view big_refunds; create view big_refunds as select amount as id from open_refunds'],
    ['view names', 'create view names with (security_barrier) as select name from students; create view a_names as select * from names'],
    [
      'materialized view totals',
      'drop materialized view totals; create materialized view totals as select student, max(amount) as amount from refunds group by student; create index totals_student on totals (student)',
    ],
    ['index totals.totals_amount', 'create index totals_amount on totals (amount)'],
    ['trigger refunds.refunds_touched', 'alter table refunds disable trigger refunds_touched'],
    [
      'trigger refunds.refunds_touched',
      'drop trigger refunds_touched on refunds; create trigger refunds_touched before insert on refunds for each row execute function touched()',
    ],
    ['rule students.nothing', 'create rule nothing as on delete to students do instead nothing'],
    ['policy refunds.own', 'drop policy own on refunds; create policy own on refunds for all using (student > 1) with check (student > 2)'],
    ['table refunds', 'alter table refunds force row level security'],
    ['table students', 'alter table students set (fillfactor = 70)'],
  ],
  mysql: [
    [
      'table payments',
      'create table payments (id bigint not null auto_increment primary key, refund int, paid_at datetime(3) default current_timestamp(3), j json, foreign key (refund) references refunds (id)) comment "x"',
    ],
    ['table events', 'alter table events engine = MyISAM'],
    ['column students.phone', "alter table students add column phone varchar(20) character set latin1 default 'it''s'"],
    ['column students.name', 'alter table students modify column name varchar(30) not null'],
    ['column notes.id', 'alter table notes add column id int not null auto_increment primary key'],
    ['column refunds.doubled', 'alter table refunds drop column doubled, add column doubled decimal(12,2)'],
    ['column refunds.state', "alter table refunds modify column state enum('open','paid','closed') not null default 'paid'"],
    ['column refunds.changed', 'alter table refunds modify column changed timestamp null default null'],
    ['index students.born', 'create index born on students (born, name(3))'],
    ['index refunds.note', 'alter table refunds drop key note, add fulltext key note (note)'],
    ['index students.email', 'alter table students drop key email, add key email (email)'],
    ['constraint refunds.small', 'alter table refunds drop constraint small, add constraint smaller check (amount < 5)'],
    ['foreign key refunds.refunds_student', 'alter table refunds drop foreign key refunds_student'],
    [
      'foreign key refunds.refunds_student',
      'alter table refunds drop foreign key refunds_student; alter table refunds add constraint refunds_student foreign key (student) references students (id) on update cascade',
    ],
    [
      'routine total(function)',
      "drop function total; create function total(a int, b varchar(9)) returns int deterministic sql security invoker comment 'it''s' begin declare c int default 1; return a * c; end",
    ],
    ['routine tidy(procedure)', 'create procedure tidy(in a int, out b int) begin select 1 into b; delete from refunds where id = a; end'],
    [
      'view open_refunds',
      "create or replace sql security invoker view open_refunds as select id, amount, note from refunds where state <> 'closed' with cascaded check option",
    ],
    ['view names', 'create view names as select name from students; create view a_names as select * from names'],
    [
      'trigger refunds.refunds_touched',
      'drop trigger refunds_touched; create trigger refunds_touched before insert on refunds for each row begin set new.note = 1; set new.amount = 2; end',
    ],
    ['event nightly', 'create event nightly on schedule every 1 day do delete from refunds where amount = 0'],
    ['sequence numbers', 'create sequence numbers start with 5 increment by 2'],
  ],
  sqlite: [
    [
      'table payments',
      'create table payments (id integer primary key, refund integer references refunds); create index payments_refund on payments (refund)',
    ],
    ['table words', 'create virtual table words using fts5 (word)'],
    ['table pairs', 'drop table pairs; create table pairs (a integer, b text, primary key (a, b)) strict'],
    ['column students.phone', "alter table students add column phone text default 'none'"],
    [
      'column students.due',
      "drop table students; create table students (id integer primary key autoincrement, email text not null unique, name text default 'nobody', born date, due text default current_timestamp)",
    ],
    [
      'column students.name',
      "drop table students; create table students (id integer primary key autoincrement, email text not null unique, name varchar(9) not null default 'x', born date)",
    ],
    [
      'constraint students.unique ( email )',
      "drop table students; create table students (id integer primary key autoincrement, email text not null, name text default 'nobody', born date)",
    ],
    [
      'table students',
      "drop table students; create table students (id integer primary key, email text not null unique, name text default 'nobody', born date)",
    ],
    ['index refunds.refunds_amount', 'create unique index refunds_amount on refunds (amount desc) where amount > 5'],
    ['index refunds.refunds_student', 'drop index refunds_student; create index refunds_student on refunds (student, state)'],
    ['view open_refunds', "drop view open_refunds; create view open_refunds as select id, amount from refunds where state <> 'closed'"],
    ['view names', 'create view names as select name from students; create view a_names as select * from names'],
    [
      'trigger refunds.refunds_touched',
      'drop trigger refunds_touched; create trigger refunds_touched after insert on refunds begin select 1; select 2; end',
    ],
  ],
}
