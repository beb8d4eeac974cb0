# The accounts of one RabbitMQ; see components/stores/accounts.ts. Accounts that are ours carry the tag "slipway".
# include rabbitmq-api.bash
as_admin() { printf 'admin:%s' "$1" | base64 -w 0; }
login=$(as_admin "$ADMIN_PASSWORD")

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

if [ "$1" = check ]; then
  api GET whoami
  exit
fi

# Gives the administrator the password that a rotation has made; another of these Jobs may be at it as well.
until [ -z "${PREVIOUS_PASSWORD:-}" ] || api GET whoami; do
  rotated="{\"password\": \"$ADMIN_PASSWORD\", \"tags\": \"administrator\"}"
  login=$(as_admin "$PREVIOUS_PASSWORD") api PUT users/admin "$rotated" || sleep 1
done

case "$1" in
provision)
  if [ "${PURPOSE:-}" = backup ]; then
    # Nobody else may export definitions (rabbit_mgmt_wm_definitions). It has no right to any message.
    api PUT "users/$ACCOUNT" "{\"password\": \"$PASSWORD\", \"tags\": \"slipway,administrator\"}"
    exit
  fi
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
