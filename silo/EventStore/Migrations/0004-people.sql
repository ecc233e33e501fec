-- Everything personal, in one erasable table. The stamp of each field is kept beside it, as the law of convergence wants.
create table mg_people (
    site text not null,
    user_id bigint not null,
    user_name text null,
    user_name_stamp bigint null,
    full_name text null,
    full_name_stamp bigint null,
    email text null,
    email_stamp bigint null,
    id_number text null,
    id_number_stamp bigint null,
    erased boolean not null default false,
    primary key (site, user_id)
);

create view mg_feed as
select i.position, i.site, i.received_at, to_timestamp(i.told) as told_at, i.event, i.crud, i.shape,
       i.course_id, i.user_id, i.related_user_id, i.object_id, i.delivery_id
from mg_inbox i
where i.position <= (select coalesce(max(p.position), 0) from mg_progress p where p.name = 'inbox');
