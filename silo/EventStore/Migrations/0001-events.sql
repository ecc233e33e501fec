-- Laid out as Marten 9 lays them out for string stream ids and single tenancy.
create sequence mt_events_sequence;

create table mt_streams (
    id varchar not null primary key,
    type varchar null,
    version bigint,
    timestamp timestamptz not null default now(),
    created timestamptz not null default now(),
    tenant_id varchar default '*DEFAULT*',
    is_archived boolean default false
);

create table mt_events (
    seq_id bigint not null primary key,
    id uuid not null,
    stream_id varchar references mt_streams (id) on delete cascade,
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
    name varchar not null primary key,
    last_seq_id bigint null,
    last_updated timestamptz default now()
);

create table mg_snapshots (
    stream_id varchar not null primary key,
    version bigint not null,
    shape integer not null,
    inbox_position bigint not null,
    state jsonb not null,
    taken timestamptz not null default now()
);
