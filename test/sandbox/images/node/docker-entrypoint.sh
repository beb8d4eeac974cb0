#!/bin/sh
# Runs the command; what is no command, or an option, goes to node.
set -eu
case "${1:-node}" in
  -*) set -- node "$@" ;;
  *) command -v "${1:-node}" > /dev/null || set -- node "$@" ;;
esac
exec "$@"
