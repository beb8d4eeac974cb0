# Starts a broker of the cluster. Only the pod with the ordinal 0 ever begins one; the others join it, which each of
# them works out from its own name, without the Kubernetes API. Once joined, a broker knows its peers from its volume.
cd /var/lib/rabbitmq
umask 077
# Erlang wants the cookie readable by its owner alone, which a mounted Secret never is.
printf %s "$ERLANG_COOKIE" >.erlang.cookie.new
chmod 400 .erlang.cookie.new
mv -f .erlang.cookie.new .erlang.cookie
unset ERLANG_COOKIE

echo '[rabbitmq_management, rabbitmq_peer_discovery_k8s].' >/tmp/enabled_plugins
cat >/tmp/rabbitmq.conf <<'END'
log.console = true
cluster_formation.peer_discovery_backend = k8s
# A queue has three members, also one that was declared while there was a single broker.
default_queue_type = quorum
quorum_queue.continuous_membership_reconciliation.enabled = true
quorum_queue.continuous_membership_reconciliation.target_group_size = 3
quorum_queue.continuous_membership_reconciliation.auto_remove = false
# Who sees fewer than half of the brokers stops serving, rather than going on with a truth of its own.
cluster_partition_handling = pause_minority
END
exec docker-entrypoint.sh rabbitmq-server
