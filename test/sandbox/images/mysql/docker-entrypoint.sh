#!/bin/bash
# Does what the official image's entrypoint does, in the same order and from the same variables: an empty data folder is
# filled through a server that nobody else can reach; one that holds a folder "mysql" is taken for filled, and served.
# It cannot be sourced, as the official one can.
set -eo pipefail
shopt -s nullglob

say() { echo "$(date --rfc-3339=seconds) [$1] [Entrypoint]: $2"; }
note() { say Note "$1"; }
warn() { say Warn "$1" >&2; }
fail() {
  say ERROR "$1" >&2
  exit 1
}

# NAME from itself or from the file that NAME_FILE names, or else the default.
from_file() {
  local name=$1 file="${1}_FILE" value=${2:-}
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then fail "Both $name and $file are set (but are exclusive)"; fi
  if [ -n "${!name:-}" ]; then value=${!name}; elif [ -n "${!file:-}" ]; then value=$(<"${!file}"); fi
  export "$name=$value"
  unset "$file"
}

# A client that knows root's password once there is one.
rootPassword=
client() {
  local program=$1
  shift
  "$program" --defaults-extra-file=<([ -z "$rootPassword" ] || printf '[client]\npassword="%s"\n' "$rootPassword") \
    --user=root --socket="$socket" "$@"
}
# The database, if there is one to be made, is that of the scripts.
docker_process_sql() {
  client mysql --protocol=socket -hlocalhost --comments ${MYSQL_DATABASE:+--database="$MYSQL_DATABASE"} "$@"
}
administer() { client mysql --protocol=socket -hlocalhost --comments --database=mysql; }

if [ "${1:0:1}" = - ]; then set -- mysqld "$@"; fi
if [ "$1" != mysqld ]; then exec "$@"; fi
for argument in "$@"; do
  case "$argument" in -\? | --help | --print-defaults | -V | --version) exec "$@" ;; esac
done
note "Entrypoint script for MySQL Server started."

asked=(--verbose --help --log-bin-index="$(mktemp -u)")
if ! errors=$("$@" "${asked[@]}" 2>&1 >/dev/null); then
  fail "mysqld failed while attempting to check config: $errors"
fi
setting() {
  local name=$1
  shift
  "$@" "${asked[@]}" 2>/dev/null | awk -v name="$name" '$1 == name && /^[^ \t]/ { sub(/^[^ \t]+[ \t]+/, ""); print; exit }'
}
data=$(setting datadir "$@")
socket=$(setting socket "$@")
from_file MYSQL_ROOT_HOST %
from_file MYSQL_DATABASE
from_file MYSQL_USER
from_file MYSQL_PASSWORD
from_file MYSQL_ROOT_PASSWORD
filled=
if [ -d "$data/mysql" ]; then filled=true; fi

folders=("$data" "$(dirname "$socket")")
for name in general-log-file pid-file secure-file-priv slow-query-log-file; do
  value=$(setting "$name" "$@")
  case "$name $value" in
  *" " | *" NULL") ;;
  "secure-file-priv "*) folders+=("$value") ;;
  *) folders+=("$(dirname "$value")") ;;
  esac
done
mkdir -p "${folders[@]}"
if [ "$(id -u)" = 0 ]; then
  find "${folders[@]}" \! -user mysql -exec chown --no-dereference mysql '{}' +
  note "Switching to dedicated user 'mysql'"
  exec setpriv --reuid mysql --regid mysql --clear-groups "$0" "$@"
fi

if [ -z "$filled" ]; then
  if [ -z "$MYSQL_ROOT_PASSWORD$MYSQL_ALLOW_EMPTY_PASSWORD$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
    fail "Database is uninitialized and password option is not specified: it takes one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD"
  fi
  if [ "$MYSQL_USER" = root ]; then fail "MYSQL_USER is for a regular user and cannot be root"; fi
  if [ -n "$MYSQL_USER" ] && [ -z "$MYSQL_PASSWORD" ]; then
    warn "MYSQL_USER specified, but missing MYSQL_PASSWORD; MYSQL_USER will not be created"
  elif [ -z "$MYSQL_USER" ] && [ -n "$MYSQL_PASSWORD" ]; then
    warn "MYSQL_PASSWORD specified, but missing MYSQL_USER; MYSQL_PASSWORD will be ignored"
  fi
  ls /docker-entrypoint-initdb.d/ >/dev/null

  note "Initializing database files"
  "$@" --initialize-insecure --default-time-zone=SYSTEM
  note "Database files initialized"

  note "Starting temporary server"
  "$@" --daemonize --skip-networking --default-time-zone=SYSTEM --socket="$socket" || fail "Unable to start server."
  note "Temporary server started."

  if [ -z "$MYSQL_INITDB_SKIP_TZINFO" ]; then
    mysql_tzinfo_to_sql /usr/share/zoneinfo | sed 's/Local time zone must be set--see zic manual page/FCTY/' | administer
  fi
  if [ -n "$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
    MYSQL_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64)
    export MYSQL_ROOT_PASSWORD
    note "GENERATED ROOT PASSWORD: $MYSQL_ROOT_PASSWORD"
  fi
  {
    echo "SET autocommit = 1; SET @@SESSION.SQL_LOG_BIN = 0;"
    echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';"
    echo "GRANT ALL ON *.* TO 'root'@'localhost' WITH GRANT OPTION; FLUSH PRIVILEGES;"
    if [ "$MYSQL_ROOT_HOST" != localhost ]; then
      echo "CREATE USER 'root'@'$MYSQL_ROOT_HOST' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';"
      echo "GRANT ALL ON *.* TO 'root'@'$MYSQL_ROOT_HOST' WITH GRANT OPTION;"
    fi
    echo "DROP DATABASE IF EXISTS test;"
  } | administer
  rootPassword=$MYSQL_ROOT_PASSWORD

  if [ -n "$MYSQL_DATABASE" ]; then
    note "Creating database $MYSQL_DATABASE"
    administer <<<"CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"
  fi
  if [ -n "$MYSQL_USER" ] && [ -n "$MYSQL_PASSWORD" ]; then
    note "Creating user $MYSQL_USER"
    administer <<<"CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '$MYSQL_PASSWORD';"
    if [ -n "$MYSQL_DATABASE" ]; then
      # In a grant, _ stands for any one character unless it is escaped.
      administer <<<"GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO '$MYSQL_USER'@'%';"
    fi
  fi

  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
    *.sh)
      note "$0: running $file"
      if [ -x "$file" ]; then "$file"; else . "$file"; fi
      ;;
    *.sql)
      note "$0: running $file"
      docker_process_sql <"$file"
      ;;
    *.sql.bz2 | *.sql.gz | *.sql.xz | *.sql.zst)
      note "$0: running $file"
      case "$file" in
      *.bz2) bunzip2 -c "$file" ;;
      *.gz) gunzip -c "$file" ;;
      *.xz) xzcat "$file" ;;
      *.zst) zstd -dc "$file" ;;
      esac | docker_process_sql
      ;;
    *) warn "$0: ignoring $file" ;;
    esac
  done
  if [ -n "$MYSQL_ONETIME_PASSWORD" ]; then administer <<<"ALTER USER 'root'@'%' PASSWORD EXPIRE;"; fi

  note "Stopping temporary server"
  client mysqladmin shutdown || fail "Unable to shut down server."
  note "Temporary server stopped"
  note "MySQL init process done. Ready for start up."
fi
exec "$@"
