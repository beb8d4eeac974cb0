# Starts MySQL. The image's entrypoint sets root's password only while it fills a new volume, and needs root to have
# none until then; on a volume that is filled, each start sets it anew, from the Secret. The file is in memory alone.
options="--mysqlx=OFF --performance-schema=OFF --secure-file-priv=NULL"
if [ -d /var/lib/mysql/mysql ]; then
  options="$options --init-file=/dev/shm/root.sql"
  (umask 077 && cat >/dev/shm/root.sql) <<END
ALTER USER 'root'@'localhost' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
ALTER USER 'root'@'%' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
END
fi
exec docker-entrypoint.sh mysqld $options "$@"
