# Starts a broker of the cluster. Only the pod with the ordinal 0 ever begins one; the others join it, which each of
# them works out from its own name, without the Kubernetes API. Once joined, a broker knows its peers from its volume.
cd /var/lib/rabbitmq
umask 077
# The brokers know each other by a cookie, in a file that its owner alone may read, which a mounted Secret never is.
printf %s "$CLUSTER_KEY" | sha256sum | cut -c -64 >.erlang.cookie.new
chmod 400 .erlang.cookie.new
mv -f .erlang.cookie.new .erlang.cookie

# Where the pod has addresses of IPv6 alone, Erlang has to be told: it asks for names and listens in one family.
host=$(hostname -f)
listen=
case $(getent ahosts "$host") in
*.*.*.*) ;;
*:*)
  echo '{inet6, true}.' >/tmp/erl_inetrc
  family="-proto_dist inet6_tcp -kernel inetrc '/tmp/erl_inetrc'"
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="$RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS $family"
  # Also for the tools that are run in the pod later.
  echo "CTL_ERL_ARGS=\"$family\"" >/tmp/rabbitmq-env.conf
  listen='management.tcp.ip = ::'
  ;;
esac

# A broker whose volume is new where others have a cluster has lost its own: they forget who it was, and it joins them.
# The first would otherwise begin a second cluster.
formation='cluster_formation.peer_discovery_backend = k8s'
for ordinal in 0 1 2 3 4; do
  if [ -d "mnesia/rabbit@$host" ]; then break; fi
  peer=${HOSTNAME%-*}-$ordinal.${host#*.}
  if [ "$peer" = "$host" ] || ! getent hosts "$peer" >/dev/null; then continue; fi
  other=rabbit@$peer
  if rabbitmqctl --longnames --node "$other" --timeout 10 await_startup; then
    # One that it has never been a member of refuses.
    rabbitmqctl --longnames --node "$other" forget_cluster_node "rabbit@$host" || true
    formation="cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = $other"
    break
  fi
done

echo '[rabbitmq_management, rabbitmq_peer_discovery_k8s].' >/tmp/enabled_plugins
cat >/tmp/rabbitmq.conf <<END
log.console = true
log.file = false
$formation
$listen
# A queue has three members, also one that was declared while there was a single broker.
default_queue_type = quorum
quorum_queue.continuous_membership_reconciliation.enabled = true
quorum_queue.continuous_membership_reconciliation.target_group_size = 3
quorum_queue.continuous_membership_reconciliation.auto_remove = false
END
exec docker-entrypoint.sh rabbitmq-server
