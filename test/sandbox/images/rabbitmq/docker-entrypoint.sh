#!/bin/bash
# Does what the official image's entrypoint does: runs the broker as the user rabbitmq, and refuses the variables that
# once stood for a configuration file. RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS the broker reads itself.
set -euo pipefail
if [[ $1 == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  if [ "$1" = rabbitmq-server ]; then find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +; fi
  exec setpriv --reuid rabbitmq --regid rabbitmq --clear-groups "$0" "$@"
fi
refused=
for variable in RABBITMQ_DEFAULT_{PASS,USER}_FILE RABBITMQ_VM_MEMORY_HIGH_WATERMARK \
  RABBITMQ{,_MANAGEMENT}_SSL_{CACERTFILE,CERTFILE,DEPTH,FAIL_IF_NO_PEER_CERT,KEYFILE,VERIFY}; do
  if [ -n "${!variable:-}" ]; then
    echo "error: $variable is set but deprecated" >&2
    refused=true
  fi
done
if [ -n "$refused" ]; then
  echo "error: deprecated environment variables detected: use a configuration file instead" >&2
  exit 1
fi
# Set, but not exported, as there.
if [ -z "${RABBITMQ_USE_LONGNAME:-}" ] && [ "$(hostname)" != "$(hostname -s)" ]; then RABBITMQ_USE_LONGNAME=true; fi
exec "$@"
