# Before a broker stops: waits until every queue has a majority without it; but not for long, since brokers that are all
# to stop would wait for each other.
rabbitmq-upgrade await_online_quorum_plus_one --timeout 45
