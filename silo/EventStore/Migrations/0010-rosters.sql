-- What rosters said and what their plans name: persons among it, so all of it may be erased. What was decided and done stands in the
-- streams of rosters and mirrors.

-- The body that a run was made of; the last one with its ETag answers a 304.
create table mg_roster_bodies (
    site text not null,
    roster text not null,
    run integer not null,
    format text not null,
    etag text null,
    body bytea not null,
    read_at timestamptz not null,
    primary key (site, roster, run)
);

-- state: planned, sent (asked of Moodle, answer unknown), done, failed, skipped (its run was cancelled or planned again).
create table mg_roster_items (
    site text not null,
    roster text not null,
    run integer not null,
    number integer not null,
    action text not null,
    course_key text not null,
    course_id bigint null,
    user_id bigint null,
    role_id bigint null,
    course jsonb null,
    name text null,
    state text not null default 'planned',
    detail text null,
    confirmed boolean not null default false,
    primary key (site, roster, run, number)
);

create index mg_roster_items_undone on mg_roster_items (site, roster, run, action, number) where state in ('planned', 'sent');

-- Which plan the items of a run are, and when it was made.
create table mg_roster_plans (
    site text not null,
    roster text not null,
    run integer not null,
    hash text not null,
    planned_at timestamptz not null,
    primary key (site, roster, run)
);

create table mg_roster_findings (
    site text not null,
    roster text not null,
    run integer not null,
    number integer not null,
    error boolean not null,
    code text not null,
    path text not null,
    detail text not null,
    primary key (site, roster, run, number)
);

create table mg_roster_missing (
    site text not null,
    roster text not null,
    run integer not null,
    number integer not null,
    user_name text not null,
    course_short_name text not null,
    course_name text not null,
    role text not null,
    primary key (site, roster, run, number)
);

-- Who the names of the last roster were, by which a mistyped name is told from an unknown one. user_id null: nobody.
create table mg_roster_keys (
    site text not null,
    roster text not null,
    course_key text not null,
    member_key text not null,
    user_id bigint null,
    primary key (site, roster, course_key, member_key)
);

-- The same as a run found them; they are remembered when it is finished.
create table mg_roster_seen (
    site text not null,
    roster text not null,
    run integer not null,
    course_key text not null,
    member_key text not null,
    user_id bigint null,
    primary key (site, roster, run, course_key, member_key)
);
