#!/bin/sh
# Runs what the image's users put into /docker-entrypoint.d, and then the command.
set -eu
case "${1:-nginx}" in
  nginx | nginx-debug)
    for file in /docker-entrypoint.d/*; do
      case "$file" in
        *.envsh) . "$file" ;;
        *.sh) "$file" ;;
      esac
    done
    ;;
esac
exec "$@"
