# The user's id, the folders, the commands and the plugin of the official image.
userdel rabbitmq
groupdel rabbitmq 2> /dev/null || true
# A printer's group, which came along with Erlang and has nobody in it.
groupdel lpadmin 2> /dev/null || true
if getent passwd 999 > /dev/null || getent group 999 > /dev/null; then
  echo "uid or gid 999 is taken in this Debian" >&2
  exit 1
fi
groupadd --system --gid 999 rabbitmq
useradd --system --uid 999 --gid rabbitmq --home-dir /var/lib/rabbitmq --shell /bin/bash rabbitmq
# With the cookie that its package made: a secret that every container would share.
rm -rf /var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq
install -d -o rabbitmq -g rabbitmq -m 1777 /var/lib/rabbitmq /var/log/rabbitmq
install -d -o rabbitmq -g rabbitmq -m 755 /etc/rabbitmq /etc/rabbitmq/conf.d
install -m 644 /build/rabbitmq.conf /etc/rabbitmq/conf.d/10-defaults.conf

# Debian's commands of these names insist on its own user. The broker's own are on the image's PATH.
rm -f /usr/sbin/rabbitmqctl /usr/sbin/rabbitmq-*
install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
export HOME=/tmp PATH="/usr/lib/rabbitmq/bin:$PATH"
for command in rabbitmq-server rabbitmqctl rabbitmq-diagnostics bash sed base64; do command -v "$command"; done
rabbitmq-plugins enable --offline rabbitmq_management
chmod 644 /etc/rabbitmq/enabled_plugins
rm -rf /tmp/* /tmp/.erlang.cookie
