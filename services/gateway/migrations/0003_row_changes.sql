-- The rows of runs are made from events by the service, in the transaction of the append.
select project_into('runs');
