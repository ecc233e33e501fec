-- Laid out as Marten 9 lays them out for string stream ids and single tenancy, names of constraints included: its
-- schema check then finds nothing to change in them (docs/decisions/003-marten-tables.md).
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

-- What Marten's daemon keeps of its own progress. We write none of it: the functions are those that it calls, and
-- their parameters have the names that it gives them, so that it can put its own in their place. A reader's
-- own search path does not lead them astray.
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

-- Events that a projection of a Marten reader failed on; a rebuild by Marten empties it first.
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

-- Moves a daemon over a gap, if it still stands before it; answers where it stands then.
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
