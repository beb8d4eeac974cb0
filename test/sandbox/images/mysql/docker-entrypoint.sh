#!/bin/bash
# The contract of the official image: an empty data directory is initialised by a server that nobody
# can reach, from MYSQL_* and from /docker-entrypoint-initdb.d; a filled one is served as it is.
set -euo pipefail
shopt -s nullglob

say() { echo "$(date --utc --iso-8601=seconds) [entrypoint] $*"; }
fail() { say "ERROR: $*" >&2; exit 1; }

# Takes NAME from the file that NAME_FILE names, if it is set.
from_file() {
  local file="${1}_FILE"
  if [ -n "${!1:-}" ] && [ -n "${!file:-}" ]; then fail "both $1 and $file are set"; fi
  if [ -n "${!file:-}" ]; then declare -gx "$1=$(< "${!file}")"; fi
  unset "$file"
}

# A string as SQL writes it.
quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\'\'}"
}

case "${1:-}" in "" | -*) set -- mysqld "$@" ;; esac
if [ "$1" != mysqld ]; then exec "$@"; fi
for argument in "$@"; do
  case "$argument" in --help | -\? | --version | -V | --verbose | --print-defaults) exec "$@" ;; esac
done

if [ "$(id -u)" = 0 ]; then
  mkdir -p /var/lib/mysql /var/run/mysqld
  find /var/lib/mysql /var/run/mysqld \! -user mysql -exec chown mysql '{}' +
  exec setpriv --reuid mysql --regid mysql --clear-groups "$0" "$@"
fi

settings=$("$@" --verbose --help --log-bin-index="$(mktemp -u)" 2> /dev/null)
setting() { awk -v name="$1" '/^[^ \t]/ && $1 == name { print $2; exit }' <<< "$settings"; }
data=$(setting datadir)
data=${data%/}
socket=$(setting socket)

if [ -d "$data/mysql" ]; then exec "$@"; fi

for name in MYSQL_ROOT_PASSWORD MYSQL_ROOT_HOST MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD; do
  from_file "$name"
done
if [ -n "${MYSQL_RANDOM_ROOT_PASSWORD:-}" ]; then
  MYSQL_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64)
  say "GENERATED ROOT PASSWORD: $MYSQL_ROOT_PASSWORD"
fi
if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
  fail "root has no password: set one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD"
fi
if [ "${MYSQL_USER:-}" = root ]; then fail "MYSQL_USER cannot be root: MYSQL_ROOT_PASSWORD is for that"; fi
if [ -n "${MYSQL_USER:-}" ] && [ -z "${MYSQL_PASSWORD:-}" ]; then fail "MYSQL_USER needs a MYSQL_PASSWORD"; fi

say "Initialising $data"
"$@" --initialize-insecure

say "Starting a server without a network"
"$@" --skip-networking --skip-mysqlx --socket="$socket" &
server=$!
password=
client() {
  local program=$1
  shift
  "$program" --defaults-extra-file=<(printf '[client]\npassword="%s"\n' "${password//[\"\\]/\\&}") \
    --protocol=socket --socket="$socket" --user=root "$@"
}
for _ in $(seq 300); do
  if client mysqladmin ping > /dev/null 2>&1; then break; fi
  kill -0 "$server" 2> /dev/null || fail "the server ended before it served"
  sleep 0.1
done
client mysqladmin ping > /dev/null || fail "the server does not serve"

{
  echo "ALTER USER 'root'@'localhost' IDENTIFIED BY $(quoted "${MYSQL_ROOT_PASSWORD:-}");"
  host=${MYSQL_ROOT_HOST:-%}
  if [ "$host" != localhost ]; then
    root="'root'@$(quoted "$host")"
    echo "CREATE USER $root IDENTIFIED BY $(quoted "${MYSQL_ROOT_PASSWORD:-}");"
    echo "GRANT ALL ON *.* TO $root WITH GRANT OPTION;"
  fi
  if [ -n "${MYSQL_DATABASE:-}" ]; then echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"; fi
  if [ -n "${MYSQL_USER:-}" ]; then
    user="$(quoted "$MYSQL_USER")@'%'"
    echo "CREATE USER $user IDENTIFIED BY $(quoted "$MYSQL_PASSWORD");"
    # In a grant, _ stands for any one character unless it is escaped.
    if [ -n "${MYSQL_DATABASE:-}" ]; then
      echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO $user;"
    fi
  fi
} | client mysql
password=${MYSQL_ROOT_PASSWORD:-}

# What the official image offers to sourced scripts.
docker_process_sql() { client mysql ${MYSQL_DATABASE:+"$MYSQL_DATABASE"} --comments "$@"; }
for file in /docker-entrypoint-initdb.d/*; do
  case "$file" in
    *.sh)
      say "Running $file"
      if [ -x "$file" ]; then "$file"; else . "$file"; fi
      ;;
    *.sql)
      say "Running $file"
      docker_process_sql < "$file"
      ;;
    *.sql.gz)
      say "Running $file"
      gunzip --stdout "$file" | docker_process_sql
      ;;
    *) say "Ignoring $file" ;;
  esac
done

say "Stopping the server without a network"
client mysqladmin shutdown
wait "$server"
say "Initialised"
exec "$@"
