# Starts PostgreSQL on $PGDATA. On the first start it makes the data: the superuser `postgres` has the password in
# /run/secrets/postgres/password, and every other file <name> there stands for a database <name> that belongs to a role <name>
# with the password in it. $DATABASES are further databases, of the superuser. A start that ends half way begins anew.
set -eu
bin=/usr/local/pgsql/bin secrets=/run/secrets/postgres
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  new="$PGDATA.new"
  rm -rf "$new"
  "$bin/initdb" --pgdata="$new" --username=postgres --pwfile="$secrets/password" --encoding=UTF8 --locale=C \
    --auth-host=scram-sha-256 --auth-local=scram-sha-256 >/dev/null
  {
    for name in ${DATABASES:-}; do echo "CREATE DATABASE \"$name\""; done
    for file in "$secrets"/*; do
      name=$(basename "$file")
      [ "$name" = password ] && continue
      echo "CREATE ROLE \"$name\" LOGIN PASSWORD '$(cat "$file")'"
      echo "CREATE DATABASE \"$name\" OWNER \"$name\""
    done
  } | "$bin/postgres" --single -D "$new" postgres >/dev/null
  echo 'host all all all scram-sha-256' >>"$new/pg_hba.conf"
  mv "$new" "$PGDATA"
fi
# A volume that is given to the group of the pod, is given with all that is in it.
chmod 0700 "$PGDATA"
exec "$bin/postgres" -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
