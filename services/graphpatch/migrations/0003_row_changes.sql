-- Rows are made from events by the service, in the transaction of the append. What is not in the events, and costly to make
-- again, is not there after a rebuild.
alter table patches alter column preview drop not null, alter column diagnostics drop not null;
-- The person for whom an agent has proposed; null in rows from before it was told.
alter table patches add column on_behalf_of text;
select project_into('models', 'commits', 'document_snapshots', 'patches');
