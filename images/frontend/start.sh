#!/bin/sh
# Tells nginx where the API is, which only the environment knows, and becomes nginx. It listens on IPv6 too, but where the
# node's kernel has none: there nginx would refuse to start.
set -eu

refuse() {
  echo "API_URL is \"${API_URL-}\"; it takes the origin of the API, such as https://api.example.com" >&2
  exit 1
}

# It ends up in nginx's configuration and in a header, so nothing but an origin may pass.
case ${API_URL-} in
  *[!A-Za-z0-9.:/-]*) refuse ;;
  http://?* | https://?*) ;;
  *) refuse ;;
esac
case ${API_URL#*://} in
  */* | *:*:* | :* | *:) refuse ;;
esac

printf 'map "" $api_url { default "%s"; }\n' "$API_URL" > /tmp/api-url.conf
config=/etc/nginx/nginx.conf
if [ ! -e /proc/net/if_inet6 ]; then
  grep -vF 'listen [::]' "$config" > /tmp/nginx.conf
  config=/tmp/nginx.conf
fi
exec nginx -e stderr -c "$config"
