# The user's id, the data folder and the entrypoint of the official image.
userdel redis 2> /dev/null || true
groupdel redis 2> /dev/null || true
if getent passwd 999 > /dev/null || getent group 999 > /dev/null; then
  echo "uid or gid 999 is taken in this Debian" >&2
  exit 1
fi
groupadd --system --gid 999 redis
useradd --system --uid 999 --gid redis --home-dir /data --shell /usr/sbin/nologin redis
install -d -o redis -g redis -m 755 /data
chown -R redis:redis /etc/redis /var/lib/redis /var/log/redis 2> /dev/null || true
install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
redis-server --version
