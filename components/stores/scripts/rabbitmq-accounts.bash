# The accounts of one RabbitMQ; see components/stores/accounts.ts. The image has no HTTP client, but Bash can open a
# connection, and the management API needs no more. Accounts that are ours carry the tag "slipway".
api() {
  local method=$1 path=$2 body=${3:-} status
  exec 3<>"/dev/tcp/$HOST/$PORT"
  printf '%s /api/%s HTTP/1.0\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$method" "$path" "$(printf 'admin:%s' "$ADMIN_PASSWORD" | base64 -w 0)" "${#body}" "$body" >&3
  read -r _ status _ <&3
  # The body follows the first empty line.
  sed '1,/^\r$/d' <&3
  exec 3<&-
  case $status in 2??) ;; *) echo "$method $path: $status" >&2 && return 1 ;; esac
}

# Waits for the pods that are signed in with an account whose consumer has another by now; see mysql-accounts.sh. A
# dropped account ends its connections.
await_leave() {
  local connections
  grep -q "^${1%-*}-[0-9a-f]*$" <<<"$KEEP" || return 0
  while :; do
    connections=$(api GET "connections?columns=user")
    grep -qF "\"user\":\"$1\"" <<<"$connections" || return 0
    echo "$1 is still in use" >&2
    sleep 1
  done
}

# A network that enforces policies lets a new pod in only once it has heard of it.
until (exec 3<>"/dev/tcp/$HOST/$PORT"); do sleep 1; done

case "$1" in
provision)
  own="^$SCOPE(\\\\..*)?\$"
  api PUT "users/$ACCOUNT" "{\"password\": \"$PASSWORD\", \"tags\": \"slipway\"}"
  # Queues have a dot in their names, the exchanges that others may bind to have none.
  api PUT "permissions/%2F/$ACCOUNT" \
    "{\"configure\": \"$own\", \"write\": \"$own\", \"read\": \"^($SCOPE(\\\\..*)?|[^.]+)\$\"}"
  ;;
sweep)
  # Answered by itself: what stands in a pipeline fails unseen.
  users=$(api GET "users?columns=name,tags")
  keep=$KEEP
  # An account a line. One whose name is "slipway" is not ours for that.
  while read -r user; do
    [[ $user =~ \"tags\":\[[^]]*\"slipway\" ]] || continue
    account=$(sed -n 's/.*"name":"\([^"]*\)".*/\1/p' <<<"$user")
    if grep -qxF -e "$account" <<<"$keep"; then continue; fi
    await_leave "$account"
    api DELETE "users/$account"
  done <<<"$(sed 's/},{/}\n{/g' <<<"$users")"
  ;;
esac
