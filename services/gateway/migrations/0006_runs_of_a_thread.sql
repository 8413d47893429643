-- For those who follow what is said in a chat.
create index runs_of_a_thread on runs (tenant_id, thread_id, created_at);
