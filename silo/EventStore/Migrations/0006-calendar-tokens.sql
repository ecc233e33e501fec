-- Whoever knows the token in an address reads that calendar. Kept as its SHA-256; revoking takes the row away.
create table mg_calendar_tokens (
    id bigint generated always as identity primary key,
    hash bytea not null unique,
    site text not null,
    kind text not null check (kind in ('site', 'course', 'user', 'rule')),
    subject_id bigint null,
    rule text null,
    name text null,
    created_at timestamptz not null default now(),
    created_by text not null
);

-- Stands in the UID of each calendar entry: two installations may both have a site 'campus', and one person both calendars.
create table mg_calendar_origin (id uuid not null primary key);
insert into mg_calendar_origin values (gen_random_uuid());
