#!/bin/bash
# Runs the broker as the user rabbitmq. It reads RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS itself.
set -euo pipefail
case "${1:-}" in "" | -*) set -- rabbitmq-server "$@" ;; esac
if [[ $1 == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  find /var/lib/rabbitmq /var/log/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +
  exec setpriv --reuid rabbitmq --regid rabbitmq --clear-groups "$0" "$@"
fi
exec "$@"
