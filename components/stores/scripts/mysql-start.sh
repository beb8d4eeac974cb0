# Starts MySQL. The image's entrypoint sets root's password only while it fills a new volume, and needs root to have
# none until then; on a volume that is filled, each start sets it anew, from the Secret.
options="--mysqlx=OFF --performance-schema=OFF --secure-file-priv=NULL"
if [ -d /var/lib/mysql/mysql ]; then options="$options --init-file=/run/slipway/root.sql"; fi
exec docker-entrypoint.sh mysqld $options "$@"
