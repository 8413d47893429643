-- A chat has few artifacts, and every command on it reads them all: the primary key finds them.
drop index artifacts_of_chat;
