create table mg_snapshots (
    stream_id varchar not null primary key,
    version bigint not null,
    shape integer not null,
    inbox_position bigint not null,
    state jsonb not null,
    taken timestamptz not null default now()
);
