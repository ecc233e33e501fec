-- Users are read in parts, over several reconciles where the budget ends one: how far the reading that runs is (users_after is null where
-- none does), and when the last whole one began. users_at is Unix seconds by the silo's clock, the others are times of the database's.
alter table mg_poll_sites
    add column users_total integer null,
    add column users_read integer not null default 0,
    add column users_after bigint null,
    add column users_began timestamptz null,
    add column users_at bigint null,
    add column users_since timestamptz null;

-- How much of each site was read, for people: 'silo poll status' and the API.
create view mg_poll_progress as
select s.site, coalesce(c.courses, 0)::integer as courses, coalesce(c.courses_read, 0)::integer as courses_read, s.users_total as users,
    case when s.users_after is null and s.users_at is not null then s.users_total else s.users_read end as users_read,
    coalesce(c.courses = c.courses_read, false) and (s.users_total is null or s.users_at is not null) as complete
from mg_poll_sites s
left join (select site, count(*) as courses, count(enrolments_at) as courses_read from mg_poll_courses group by site) c on c.site = s.site
where s.own_courses is not true;

-- Of a site of which only some categories are kept: those, with their subcategories, as the last list told them.
create table mg_poll_categories (
    site text not null,
    category_id bigint not null,
    primary key (site, category_id)
);
