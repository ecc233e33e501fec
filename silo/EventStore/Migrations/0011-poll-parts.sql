-- Since when the enrolments of a course cannot be read; whether completion tracking is on in it, null where Moodle does not tell.
alter table mg_poll_courses add column failed_at bigint null, add column completion boolean null;

-- What a person wished by 'silo poll now', so that its command can wait for the end.
alter table mg_poll_runs add column wish text null;
create index mg_poll_runs_wish on mg_poll_runs (wish) where wish is not null;
