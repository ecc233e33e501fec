-- Which conference is to be announced in which channel. Written before the announcement is told that it is wanted, and after it was
-- told that it is not, so that it is known at once: the read model of announcements comes after the event. rule is the one that
-- first wanted it; burst_at is set where one conference came by itself, and says when: many in a short time wait for a person.
create table mg_announced (
    site text not null,
    conference text not null,
    channel text not null,
    rule text not null,
    wanted boolean not null,
    burst_at timestamptz null,
    constraint mg_announced_pkey primary key (site, conference, channel)
) with (fillfactor = 80);
create index mg_announced_burst on mg_announced (site, rule, burst_at) where burst_at is not null;
