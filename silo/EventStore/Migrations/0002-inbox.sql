create sequence mg_inbox_sequence;

-- One partition a day, made ahead by the silo; retention drops whole partitions.
create table mg_inbox (
    position bigint not null,
    site text not null,
    delivery_id text not null,
    sent_id boolean not null,
    shape text not null,
    event text not null,
    crud text not null,
    told bigint not null,
    course_id bigint null,
    user_id bigint null,
    related_user_id bigint null,
    object_id bigint null,
    received_at timestamptz not null,
    traceparent text null,
    body bytea not null,
    primary key (position, received_at)
) partition by range (received_at);
create index mg_inbox_site on mg_inbox (site, position);

-- Which deliveries were seen: the first 16 bytes of the SHA-256 of site and delivery id.
create table mg_deliveries (
    key uuid not null primary key,
    position bigint not null,
    received_at timestamptz not null
);

create table mg_site_counts (
    site text not null,
    shape text not null,
    accepted bigint not null default 0,
    duplicates bigint not null default 0,
    not_kept bigint not null default 0,
    refused bigint not null default 0,
    damaged bigint not null default 0,
    lost bigint not null default 0,
    last_at timestamptz not null default now(),
    primary key (site, shape)
);
