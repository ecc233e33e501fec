-- What the source said that its body is written in; null for nothing.
alter table mg_roster_bodies add column charset text null;

-- What Moodle calls the role, for a person who reads the plan; null where only its id is known.
alter table mg_roster_items add column role text null;
