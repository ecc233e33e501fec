namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Plain tables in place of the views and tables that the silo publishes.</summary>
internal static class Schema
{
    public const string Sql = """
        create table mg_courses(site text, id bigint, short_name text, full_name text, id_number text, category_id bigint, summary text,
            visible bool, format text, language text, starts_at timestamptz, ends_at timestamptz, created_at timestamptz,
            modified_at timestamptz, deleted_at timestamptz, primary key (site, id));
        create table mg_enrolments(site text, course_id bigint, user_id bigint, enrolled bool, active bool, roles bigint[], method text,
            since timestamptz, until timestamptz, primary key (site, course_id, user_id));
        create table mg_categories(site text, id bigint, name text, id_number text, parent_id bigint, description text, visible bool,
            modified_at timestamptz, deleted_at timestamptz, primary key (site, id));
        create table mg_users(site text, id bigint, suspended bool, deleted_at timestamptz, primary key (site, id));
        create table mg_people(site text, user_id bigint, user_name text, full_name text, email text, id_number text, primary key (site, user_id));
        create table mg_completions(site text, user_id bigint, course_id bigint, course_module_id bigint, state bigint, at timestamptz,
            primary key (site, user_id, course_id, course_module_id));
        create table mg_conferences(site text, id bigint, module text, instance_id bigint, course_module_id bigint, course_id bigint, name text,
            starts_at timestamptz, ends_at timestamptz, visible bool, status text, join_url text,
            guest_url text, running bool, series_id bigint, recurring bool, primary key (site, id));
        create table mg_calendar_tokens(id bigint, hash bytea, site text, kind text, subject_id bigint, rule text, name text,
            created_at timestamptz, created_by text);
        create table mg_calendar_origin(id uuid);
        create table mg_rules(site text, name text, revision bigint, state text, in_force text, proposed text, held_count bigint, held_what text,
            put_by text, put_at timestamptz, approved_by text, in_force_since timestamptz, allowed bigint, only_course bigint, primary key (site, name));
        create table mg_announcements(site text, conference_id bigint, channel text, rules text, wanted bool, name text, starts_at timestamptz,
            state text, message_id text, pings bigint, pinged_at timestamptz, ping_message_id text, next_ping_at timestamptz, last_error text,
            created_at timestamptz, changed_at timestamptz, primary key (site, conference_id, channel));
        create table mg_rosters(site text, name text, revision bigint, terms text, put_by text, put_at timestamptz, state text, last_run bigint,
            last_state text, last_at timestamptz, primary key (site, name));
        create table mg_roster_runs(site text, run bigint, roster text, trigger text, state text, dry_run bool, undoes bigint, by text, approved_by text,
            cancelled_by text, hash text, counts text, tripped text, reason text, done bigint, failed bigint, confirmed bigint, started_at timestamptz,
            planned_at timestamptz, approved_at timestamptz, ended_at timestamptz, primary key (site, run, roster));
        create table mg_roster_items(site text, roster text, run integer, number integer, action text, course_key text, course_id bigint, user_id bigint,
            role_id bigint, role text, course jsonb, name text, state text default 'planned', detail text, confirmed boolean default false,
            primary key (site, roster, run, number));
        create table mg_roster_findings(site text, roster text, run integer, number integer, error boolean, code text, path text, detail text,
            primary key (site, roster, run, number));
        create table mg_roster_missing(site text, roster text, run integer, number integer, user_name text, course_short_name text, course_name text,
            role text, primary key (site, roster, run, number));
        create table mg_feed(position bigint primary key, site text, received_at timestamptz, told_at timestamptz, event text, crud "char",
            shape text, course_id bigint, user_id bigint, related_user_id bigint, object_id bigint, delivery_id text);
        create table mg_site_counts(site text, shape text, accepted bigint, duplicates bigint, not_kept bigint, refused bigint, damaged bigint,
            lost bigint, last_at timestamptz, primary key (site, shape));
        create table mg_poll_runs(id bigint generated always as identity primary key, site text, kind text, started_at timestamptz, ended_at timestamptz,
            outcome text, calls integer, events integer, detail text);
        create table mg_poll_sites(site text primary key, users_total integer, users_read integer not null default 0, users_after bigint, users_at bigint,
            own_courses boolean);
        create table mg_poll_courses(site text, course_id bigint, enrolments_at bigint, primary key (site, course_id));
        create view mg_poll_progress as
            select s.site, coalesce(c.courses, 0)::integer as courses, coalesce(c.courses_read, 0)::integer as courses_read, s.users_total as users,
                case when s.users_after is null and s.users_at is not null then s.users_total else s.users_read end as users_read,
                coalesce(c.courses = c.courses_read, false) and (s.users_total is null or s.users_at is not null) as complete
            from mg_poll_sites s
            left join (select site, count(*) as courses, count(enrolments_at) as courses_read from mg_poll_courses group by site) c on c.site = s.site
            where s.own_courses is not true;
        create table mg_effect_keys(key text primary key, next_at timestamptz);
        create table mt_events(seq_id bigint primary key, stream_id varchar, version bigint, data jsonb, type varchar, timestamp timestamptz,
            headers jsonb);
        """;
}
