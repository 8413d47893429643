-- The version whose commit a commit takes back; 0 when it takes none back, as in rows from before any did.
alter table commits add column reverted_version integer not null default 0;
select project_into('models', 'commits', 'document_snapshots', 'patches');
