#!/bin/sh
# Runs the server as the user redis; options and configuration files go to redis-server.
set -eu
case "${1:-redis-server}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis:redis .
  exec setpriv --reuid redis --regid redis --clear-groups "$0" "$@"
fi
umask 077
exec "$@"
