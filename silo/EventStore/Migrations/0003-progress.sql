-- Who may write the progress of which shard. Times are the database's own clock.
create table mg_leases (
    name text not null primary key,
    owner text not null,
    epoch bigint not null,
    until timestamptz not null
);

create table mg_silos (
    id text not null primary key,
    until timestamptz not null
);

-- Progress is compare-and-set with the epoch of the shard's lease, in the transaction that holds the work itself. The
-- generation rises when somebody else changed what the shard's owner holds in memory (a rebuild, a refolded row).
create table mg_progress (
    name text not null,
    shard integer not null,
    position bigint not null default 0,
    epoch bigint not null default 0,
    generation bigint not null default 0,
    updated timestamptz not null default now(),
    primary key (name, shard)
);

create table mg_read_models (
    name text not null primary key,
    version integer not null,
    generation integer not null,
    table_name text not null
);

create table mg_parked (
    what text not null,
    key text not null,
    stream_id text not null,
    position bigint not null,
    error text not null,
    since timestamptz not null default now(),
    primary key (what, key)
);

create table mg_pauses (
    part text not null primary key,
    since timestamptz not null default now(),
    by text not null
);

-- Ends the transaction of a writer that is no longer the owner, or that knows an older state of affairs.
create function mg_fence(moved bigint, expected bigint) returns void language plpgsql as $$
begin
    if moved is distinct from expected then
        raise exception 'fenced: % of % shards moved', moved, expected using errcode = 'MG001';
    end if;
end $$;

create function mg_drop_table(name text) returns void language plpgsql as $$
begin
    if name is not null then
        execute format('drop table if exists %I', name);
    end if;
end $$;
