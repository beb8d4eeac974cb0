# The data of one Redis, all its keys; see components/backups/store-backup.ts.
case $1 in
dump)
  REDISCLI_AUTH="$PASSWORD" redis-cli -h "$HOST" -p "$PORT" --user "$ACCOUNT" --rdb -
  ;;
whole)
  # Not from a file, which the pod's disk may have no room for; and by a pipe without a name: one that has a name and is
  # opened anew waits for a writer, who may have gone.
  said=$(cat | redis-check-rdb /dev/stdin) || { printf '%s\n' "$said" >&2 && exit 1; }
  ;;
load)
  # A server reads such a file only when it starts: one of this pod's does, and hands the keys over.
  socket=/tmp/redis.sock
  cat >/tmp/dump.rdb
  redis-server --port 0 --unixsocket $socket --dir /tmp --dbfilename dump.rdb --save '' --appendonly no --loglevel warning &
  server=$!
  until [ "$(redis-cli -s $socket PING 2>/dev/null)" = PONG ]; do
    kill -0 $server
    sleep 1
  done
  REDISCLI_AUTH="$ADMIN_PASSWORD" redis-cli -e -h "$HOST" -p "$PORT" FLUSHALL
  move='
local cursor = "0"
repeat
  local page = redis.call("SCAN", cursor, "COUNT", 100)
  cursor = page[1]
  if #page[2] > 0 then
    redis.call("MIGRATE", ARGV[1], ARGV[2], "", ARGV[3], 60000, "COPY", "REPLACE", "AUTH", ARGV[4], "KEYS", unpack(page[2]))
  end
until cursor == "0"
'
  for database in $(redis-cli -s $socket INFO keyspace | sed -n 's/^db\([0-9]*\):.*/\1/p'); do
    printf %s "$ADMIN_PASSWORD" |
      redis-cli -e -s $socket -n "$database" -x EVAL "$move" 0 "$HOST" "$PORT" "$database"
  done
  redis-cli -s $socket SHUTDOWN NOSAVE
  ;;
esac
