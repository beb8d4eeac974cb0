# Notes each start in the volume, which is what the pages are.
test "open sesame" = "$(cat /etc/web/token)"
cat /etc/web/greeting >> /data/starts
exec nginx -c /etc/web/nginx.conf -g "daemon off;"
