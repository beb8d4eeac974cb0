# The user's id, the folders and the entrypoint of the official image, with FerretDB in mongod's place.
if getent passwd 999 > /dev/null || getent group 999 > /dev/null; then
  echo "uid or gid 999 is taken in this Debian" >&2
  exit 1
fi
groupadd --system --gid 999 mongodb
useradd --system --uid 999 --gid mongodb --home-dir /data/db --shell /usr/sbin/nologin mongodb
install -d -o mongodb -g mongodb -m 755 /data/db /data/configdb
install -d /docker-entrypoint-initdb.d
install -m 755 /build/ferretdb /build/mongod /usr/local/bin/
install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ferretdb --version
