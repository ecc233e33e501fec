-- What the poller remembers between two readings of a site. All of it may be erased: it is then read anew. Times that are compared
-- with the silo's clock are Unix seconds, those compared with received_at are the database's.
create table mg_poll_sites (
    site text not null primary key,
    own_courses boolean null,
    full_at bigint null,
    full_tried_at bigint null,
    full_problem text null,
    conferences_at bigint null,
    conferences_tried_at bigint null,
    conferences_problem text null,
    completions_course bigint not null default 0,
    completions_user bigint not null default 0
);

-- The last list that was believed, and one that was not (empty, or shrunk too much) until a person accepts it or it came three times.
create table mg_poll_lists (
    site text not null,
    list text not null,
    size integer not null,
    read_at timestamptz not null default now(),
    held_hash text null,
    held_size integer null,
    held_times integer not null default 0,
    held_since timestamptz null,
    primary key (site, list)
);

-- Whose turn it is in the sweep of enrolments; missing: who was not in the last full list, and which run found that.
create table mg_poll_courses (
    site text not null,
    course_id bigint not null,
    visible boolean null,
    enrolments_at bigint null,
    missing bigint[] not null default '{}',
    missing_run bigint null,
    primary key (site, course_id)
);

-- Conferences by the id of their row: the course module's, or minus the calendar entry's.
create table mg_poll_conferences (
    site text not null,
    id bigint not null,
    module text not null,
    instance bigint not null,
    course_id bigint not null,
    seen text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    running boolean not null,
    read_at bigint not null,
    hidden_at bigint null,
    primary key (site, id)
);

-- What was sent to a grain that had stood still, and the version of its stream: the same words change nothing while it stays there.
create table mg_poll_told (
    grain text not null primary key,
    hash uuid not null,
    version bigint not null
);

create table mg_poll_runs (
    id bigint generated always as identity primary key,
    site text not null,
    kind text not null,
    started_at timestamptz not null,
    ended_at timestamptz null,
    outcome text not null,
    calls integer not null default 0,
    events integer not null default 0,
    detail text null
);
create index mg_poll_runs_site on mg_poll_runs (site, id);

-- Changes that a poll found and no webhook had told yet: judged some time later, because webhooks may be late.
create table mg_poll_unheard (
    site text not null,
    kind text not null,
    object_id bigint not null,
    user_id bigint not null default 0,
    since timestamptz not null,
    found_at timestamptz not null default now(),
    primary key (site, kind, object_id, user_id)
);
