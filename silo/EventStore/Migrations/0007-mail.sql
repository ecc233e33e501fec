-- Whether an account is confirmed, beside what is personal: only polls tell it, under the same law of convergence.
alter table mg_people add column confirmed boolean null, add column confirmed_stamp bigint null;

-- Keys of this installation. The server draws a version 4 UUID from its strong random source: 122 bits of each.
create table mg_secrets (
    name text not null primary key,
    key bytea not null
);
insert into mg_secrets (name, key) values ('links', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Conditions that need a person, from the moment they were found until the all-clear. Times are the silos' clock.
create table mg_notices (
    kind text not null,
    subject text not null,
    since timestamptz not null,
    times_told integer not null default 0,
    absent_since timestamptz null,
    text text not null,
    primary key (kind, subject)
);

-- The usual rhythm of each plugin: the longest silence of each week that was not itself a condition.
create table mg_site_rhythms (
    site text not null,
    shape text not null,
    week date not null,
    seen_at timestamptz not null,
    longest interval not null default '0',
    primary key (site, shape, week)
);
