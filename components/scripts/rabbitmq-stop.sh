# Before a broker stops: waits until every queue has a majority without it.
rabbitmq-upgrade await_online_quorum_plus_one --timeout 90
