#!/bin/bash
# The contract of the official image, with FerretDB for mongod: an empty data directory gets the account of
# MONGO_INITDB_ROOT_*; a filled one keeps the account it has. Without one, everybody may do everything.
set -euo pipefail

fail() { echo "[entrypoint] ERROR: $*" >&2; exit 1; }

# Takes NAME from the file that NAME_FILE names, if it is set.
from_file() {
  local file="${1}_FILE"
  if [ -n "${!1:-}" ] && [ -n "${!file:-}" ]; then fail "both $1 and $file are set"; fi
  if [ -n "${!file:-}" ]; then declare -gx "$1=$(< "${!file}")"; fi
  unset "$file"
}

case "${1:-}" in "" | -*) set -- mongod "$@" ;; esac
if [ "$1" != mongod ]; then exec "$@"; fi

if [ "$(id -u)" = 0 ]; then
  find /data/db /data/configdb \! -user mongodb -exec chown mongodb '{}' +
  exec setpriv --reuid mongodb --regid mongodb --clear-groups "$0" "$@"
fi

shift
if [ $# -gt 0 ]; then echo "[entrypoint] FerretDB has no use for: $*"; fi

from_file MONGO_INITDB_ROOT_USERNAME
from_file MONGO_INITDB_ROOT_PASSWORD
user=${MONGO_INITDB_ROOT_USERNAME:-} password=${MONGO_INITDB_ROOT_PASSWORD:-}
unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD
if [ -n "$user" ] && [ -n "$password" ]; then
  # In the environment, as a command line is for everybody to read.
  export FERRETDB_TEST_ENABLE_NEW_AUTH=true FERRETDB_SETUP_DATABASE=admin
  export FERRETDB_SETUP_USERNAME=$user FERRETDB_SETUP_PASSWORD=$password
elif [ -n "$user$password" ]; then
  fail "MONGO_INITDB_ROOT_USERNAME and MONGO_INITDB_ROOT_PASSWORD need one another"
fi

umask 077
exec ferretdb --handler=sqlite --sqlite-url=file:/data/db/ --state-dir=/data/db \
  --listen-addr=:27017 --debug-addr=- --telemetry=disable --log-level=error
