-- What stands in the feed without being a webhook, such as the end of a roster's run. It draws its numbers with the inbox's deliveries,
-- under the same lock, so that whoever follows the feed by position passes none of either.
create table mg_feed_entries (
    position bigint not null default nextval('mg_inbox_sequence') primary key,
    id text not null unique,
    site text not null,
    received_at timestamptz not null default now(),
    told_at timestamptz not null,
    event text not null,
    crud text not null,
    shape text not null,
    object_id bigint null
);
create index mg_feed_entries_site on mg_feed_entries (site, position);

-- The condition stands outside of the union: only parts without one are read by their indexes, in order.
create or replace view mg_feed as
select f.position, f.site, f.received_at, f.told_at, f.event, f.crud, f.shape, f.course_id, f.user_id, f.related_user_id, f.object_id, f.delivery_id
from (
    select i.position, i.site, i.received_at, to_timestamp(i.told) as told_at, i.event, i.crud, i.shape,
           i.course_id, i.user_id, i.related_user_id, i.object_id, i.delivery_id
    from mg_inbox i
    union all
    select e.position, e.site, e.received_at, e.told_at, e.event, e.crud, e.shape,
           null::bigint, null::bigint, null::bigint, e.object_id, e.id
    from mg_feed_entries e) f
where f.position <= (select coalesce(max(p.position), 0) from mg_progress p where p.name = 'inbox');
