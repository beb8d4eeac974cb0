#!/bin/sh
# Becomes nginx. It listens on IPv6 too, but where the node's kernel has none: there nginx would refuse to start.
set -eu
config=/etc/nginx/nginx.conf
if [ ! -e /proc/net/if_inet6 ]; then
  grep -vF 'listen [::]' "$config" > /tmp/nginx.conf
  config=/tmp/nginx.conf
fi
exec nginx -e stderr -c "$config"
