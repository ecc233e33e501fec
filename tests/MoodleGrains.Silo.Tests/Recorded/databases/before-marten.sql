-- What stood in the database of the last build before Marten (520f891), beside the tables of migrations 2 to 14: its event tables, three
-- read models, two courses of which one was renamed, and the place of a silo's projections.
create sequence mt_events_sequence;

create table mt_streams (
    id varchar not null constraint pkey_mt_streams_id primary key,
    type varchar null,
    version bigint,
    timestamp timestamptz not null default now(),
    created timestamptz not null default now(),
    tenant_id varchar default '*DEFAULT*',
    is_archived boolean default false
);

create table mt_events (
    seq_id bigint not null constraint pkey_mt_events_seq_id primary key,
    id uuid not null,
    stream_id varchar constraint fkey_mt_events_stream_id references mt_streams (id) on delete cascade,
    version bigint not null,
    data jsonb not null,
    bdata bytea null,
    type varchar(500) not null,
    timestamp timestamptz not null default now(),
    tenant_id varchar default '*DEFAULT*',
    mt_dotnet_type varchar null,
    correlation_id varchar null,
    causation_id varchar null,
    headers jsonb null,
    user_name varchar null,
    is_archived boolean default false
);
create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);

create table mt_event_progression (
    name varchar not null constraint pk_mt_event_progression primary key,
    last_seq_id bigint null,
    last_updated timestamptz default now()
);

create table mt_high_water_skips (
    ending_sequence bigint not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
    starting_sequence bigint not null,
    timestamp timestamptz null default now()
);

create table mt_doc_deadletterevent (
    id uuid not null constraint pkey_mt_doc_deadletterevent_id primary key,
    data jsonb not null,
    mt_last_modified timestamptz null default now(),
    mt_version uuid not null default gen_random_uuid(),
    mt_dotnet_type varchar null
);

create function mt_mark_event_progression(name varchar, last_encountered bigint) returns void
language sql set search_path from current as $$
    insert into mt_event_progression as p (name, last_seq_id, last_updated) values ($1, $2, now())
    on conflict on constraint pk_mt_event_progression
    do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated;
$$;

create function mt_mark_progression_with_skip(shard_name varchar, ending_sequence bigint, starting_sequence bigint) returns bigint
language sql set search_path from current as $$
    with moved as (
        insert into mt_event_progression as p (name, last_seq_id, last_updated) values ($1, $2, now())
        on conflict on constraint pk_mt_event_progression
        do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
            where p.last_seq_id is null or p.last_seq_id = $3
        returning p.last_seq_id),
    skipped as (
        insert into mt_high_water_skips (ending_sequence, starting_sequence)
        select $2, $3 from moved where $2 > $3
        on conflict on constraint pkey_mt_high_water_skips_ending_sequence do nothing)
    select coalesce((select m.last_seq_id from moved m), (select p.last_seq_id from mt_event_progression p where p.name = $1));
$$;

create table mg_snapshots (
    stream_id varchar not null primary key,
    version bigint not null,
    shape integer not null,
    inbox_position bigint not null,
    state jsonb not null,
    taken timestamptz not null default now()
);

insert into mg_read_models (name, version, generation, table_name) values
    ('courses', 3, 1, 'mg_courses_1'), ('changes', 2, 1, 'mg_changes_1'), ('gone', 1, 1, 'mg_gone_1');
create table mg_courses_1 (site text not null, id bigint not null, full_name text null, primary key (site, id));
create view mg_courses as select * from mg_courses_1;
create table mg_changes_1 (
    site text not null, kind bigint not null, subject_id bigint not null, position bigint not null, what text, told_at timestamptz,
    primary key (site, kind, subject_id, position));
create view mg_changes as select * from mg_changes_1;
create table mg_gone_1 (site text not null, id bigint not null, primary key (site, id));
create view mg_gone as select * from mg_gone_1;
insert into mg_courses_1 values ('campus', 41, 'as the old build had it');
insert into mg_changes_1 values ('campus', 1, 41, 3, 'renamed', now());
insert into mg_progress (name, shard, position) values ('projections', 0, 3), ('inbox', 0, 0);
insert into mg_parked (what, key, stream_id, position, error) values
    ('courses', 'campus/41', 'course-campus-41', 3, 'boom'), ('delivery', '7:', '', 7, 'boom');
insert into mg_pauses (part, by) values ('projections', 'somebody'), ('mail', 'somebody');

insert into mt_streams (id, type, version) values ('course-campus-41', 'course', 2), ('course-campus-42', 'course', 1);
insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
select nextval('mt_events_sequence'), gen_random_uuid(), stream, version, data::jsonb, type, now(), headers::jsonb
from (values
    ('course-campus-41', 1, 'course_created', '{"shortName": "BIO", "fullName": "Biology", "covers": 3, "stamp": {"told": 100, "rank": "created"}}', 'null'),
    ('course-campus-42', 1, 'course_created', '{"shortName": "PHY", "fullName": "Physics", "covers": 3, "stamp": {"told": 100, "rank": "created"}}', '{"inbox": 5, "delivery": "d5"}'),
    ('course-campus-41', 2, 'course_renamed', '{"fullName": "Biology II", "covers": 2, "stamp": {"told": 200, "rank": "updated"}}', 'null'))
  as e(stream, version, type, data, headers);
