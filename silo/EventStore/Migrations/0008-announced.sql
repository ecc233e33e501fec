-- Which conference was ever to be announced in which channel: written before the announcement is told, so that it is known at once,
-- while the read model of announcements comes after the event. rule is the one that first wanted it; burst_at is set where one
-- conference came by itself, and says when: many in a short time wait for a person.
create table mg_announced (
  site text not null,
  conference text not null,
  channel text not null,
  rule text not null,
  burst_at timestamptz null,
  primary key (site, conference, channel)
);

create index on mg_announced (site, rule, burst_at);
