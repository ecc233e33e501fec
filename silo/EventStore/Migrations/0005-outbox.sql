-- What is to be done outside. Done ones stay for a while without their bodies, so that the same id is written once.
-- due is when it was asked for; turn is its place among the effects of its key: the due time, or the time of writing
-- where that is later. Both are times of the silos' clock, given with each statement; retry_at is too.
create table mg_effects (
    seq bigint generated always as identity constraint mg_effects_pkey primary key,
    id text not null constraint mg_effects_id unique,
    key text not null,
    type text not null,
    site text null,
    body jsonb null,
    due timestamptz not null,
    turn timestamptz not null,
    supersedes boolean not null default false,
    state text not null default 'waiting' check (state in ('waiting', 'dead', 'done', 'superseded', 'dropped')),
    attempts integer not null default 0,
    failures integer not null default 0,
    first_tried timestamptz null,
    retry_at timestamptz null,
    last_error text null,
    remedy text null,
    failed_at timestamptz null,
    done_at timestamptz null,
    traceparent text null
) with (fillfactor = 80);

-- The first undone effect of a key is the one whose turn it is.
create index mg_effects_undone on mg_effects (key, turn, seq) where done_at is null;
create index mg_effects_dead on mg_effects (seq) where state = 'dead';
create index mg_effects_done on mg_effects (done_at) where done_at is not null;

-- One row for each key with undone effects: what comes first and from when on, and who does it now. The lease's end is the
-- database's clock; next_at is the silos' clock, infinity behind a dead letter. last_turn keeps the order of writing where the
-- clocks of two silos differ.
create table mg_effect_keys (
    key text not null constraint mg_effect_keys_pkey primary key,
    head bigint null,
    type text null,
    site text null,
    next_at timestamptz not null default 'infinity',
    last_turn timestamptz not null,
    owner text not null default '',
    epoch bigint not null default 0,
    until timestamptz not null default '-infinity'
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
create index mg_effect_keys_next on mg_effect_keys (type, next_at);

-- A lease's number never comes again, so that a key's row may go when nothing waits.
create sequence mg_effect_epochs;

-- Bodies from files are history: what follows from them runs no reactions.
alter table mg_inbox add column imported boolean not null default false;
