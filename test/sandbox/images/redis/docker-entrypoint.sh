#!/bin/bash
# Does what the official image's entrypoint does: options and configuration files go to redis-server, which runs as the
# user redis, with files that nobody else may read, and with every module in the image's folder of them. Owners and
# modes of configuration files are left as they are.
set -e
case "$1" in
-* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ] && [ -z "$SKIP_DROP_PRIVS" ]; then
  # What is not the server's own is left alone, and with it the whole folder.
  if [ -z "$SKIP_FIX_PERMS" ]; then
    unknown=$(find . -mindepth 1 -maxdepth 1 -not \( -name '*.rdb' -or \( -type d -and -name appendonlydir \) \) -print -quit)
    if [ -z "$unknown" ]; then
      find . \! -user redis -exec chown redis '{}' +
    else
      echo "Notice: Unknown file '$unknown' found in data dir. Permissions will not be modified. Use SKIP_FIX_PERMS=1 to skip permission changes."
    fi
  fi
  exec setpriv --reuid redis --regid redis --clear-groups --nnp --inh-caps=-all --ambient-caps=-all --bounding-set=-all "$0" "$@"
fi
if [ "$(umask)" = 0022 ]; then umask 0077; fi
if [ "$1" = redis-server ]; then
  echo "Starting Redis Server"
  modules=/usr/local/lib/redis/modules
  if [ ! -d "$modules" ]; then echo "Warning: Default Redis modules directory $modules/ does not exist."; fi
  for module in "$modules"/*.so; do
    if [ -f "$module" ] && [ -s "$module" ] && [ -r "$module" ]; then set -- "$@" --loadmodule "$module"; fi
  done
fi
exec "$@"
