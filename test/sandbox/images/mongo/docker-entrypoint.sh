#!/bin/bash
# Does what the official image's entrypoint does, in the same order and from the same variables: a data folder without
# any of mongod's files is filled through a server that nobody else can reach and that asks for no password; any other
# is taken for filled, and served. The server makes root's account itself, and scripts that end in .js are refused.
# Configuration files are not read.
set -Eeuo pipefail

# NAME from itself or from the file that NAME_FILE names.
from_file() {
  local name=$1 file="${1}_FILE" value=
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
    echo "error: both $name and $file are set (but are exclusive)" >&2
    exit 1
  fi
  if [ -n "${!name:-}" ]; then value=${!name}; elif [ -n "${!file:-}" ]; then value=$(<"${!file}"); fi
  export "$name=$value"
  unset "$file"
}

if [ "${1:0:1}" = - ]; then set -- mongod "$@"; fi
if [[ $1 == mongo* ]] && [ "$(id -u)" = 0 ]; then
  if [ "$1" = mongod ]; then find /data/configdb /data/db \! -user mongodb -exec chown mongodb '{}' +; fi
  exec setpriv --reuid mongodb --regid mongodb --clear-groups "$0" "$@"
fi
if [ "$1" != mongod ]; then exec "$@"; fi

from_file MONGO_INITDB_ROOT_USERNAME
from_file MONGO_INITDB_ROOT_PASSWORD
user=$MONGO_INITDB_ROOT_USERNAME password=$MONGO_INITDB_ROOT_PASSWORD
fill=
if [ -n "$user" ] && [ -n "$password" ]; then
  set -- "$@" --auth
  fill=true
elif [ -n "$user$password" ]; then
  echo "error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD': both must be specified for a user to be created" >&2
  exit 1
fi
for file in /docker-entrypoint-initdb.d/*; do
  case "$file" in *.sh | *.js) fill=true ;; esac
done

data=/data/db
for ((at = 1; at < $#; at++)); do
  if [ "${!at}" = --dbpath ]; then
    value=$((at + 1))
    data=${!value}
  fi
done
for file in WiredTiger journal local.0 storage.bson; do
  if [ -e "$data/$file" ]; then fill=; fi
done

if [ -n "$fill" ]; then
  pidFile="${TMPDIR:-/tmp}/docker-entrypoint-temp-mongod.pid"
  rm -f "$pidFile"
  temporary=()
  for ((at = 1; at <= $#; at++)); do
    case "${!at}" in
    --auth | --bind_ip_all) ;;
    --keyFile) ((++at)) ;;
    --replSet) if [ -n "$user" ]; then ((++at)); else temporary+=("${!at}"); fi ;;
    *) temporary+=("${!at}") ;;
    esac
  done
  temporary+=(--bind_ip 127.0.0.1 --port 27017 --tlsMode disabled --logappend --pidfilepath "$pidFile")
  (
    if [ -n "$user" ]; then
      # In the environment, as a command line is for everybody to read.
      export FERRETDB_SETUP_DATABASE=admin FERRETDB_SETUP_USERNAME=$user FERRETDB_SETUP_PASSWORD=$password
      temporary+=(--auth)
    fi
    exec "${temporary[@]}" --fork
  )

  export MONGO_INITDB_DATABASE="${MONGO_INITDB_DATABASE:-test}"
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
    *.sh)
      echo "$0: running $file"
      . "$file"
      ;;
    *.js)
      echo "$0: $file: the stand-in has no shell for it" >&2
      exit 1
      ;;
    *) echo "$0: ignoring $file" ;;
    esac
  done

  "${temporary[@]}" --shutdown
  rm -f "$pidFile"
  echo "MongoDB init process complete; ready for start up."
fi

case " $* " in *" --bind_ip "* | *" --bind_ip_all "*) ;; *) set -- "$@" --bind_ip_all ;; esac
unset "${!MONGO_INITDB_@}"
exec "$@"
