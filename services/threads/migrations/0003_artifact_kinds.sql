-- The kind of an artifact is the registry kind of its root; it was its notation, and that was always BPMN.
alter table artifacts no force row level security;
update artifacts set kind = 'bpmn::collaboration' where kind = 'bpmn';
alter table artifacts force row level security;
