-- Roles are claims and are stored nowhere. What whoever takes a run over needs is only whether it may propose changes.
alter table run_leases add column may_propose boolean;
update run_leases set may_propose = roles && array['graph.contributor', 'graph.editor', 'graph.owner', 'graph.admin'];
alter table run_leases alter column may_propose set not null, drop column roles;
