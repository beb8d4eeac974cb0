# The accounts of one Redis; see components/stores/accounts.ts.
export REDISCLI_AUTH="$ADMIN_PASSWORD"
redis() { redis-cli -h "$HOST" -p "$PORT" -e "$@"; }

# Waits for the pods that are signed in with an account whose consumer has another by now; see mysql-accounts.sh. A
# dropped account ends its connections.
await_leave() {
  printf '%s\n' "$KEEP" | grep -q "^${1%-*}-[0-9a-f]*$" || return 0
  while :; do
    redis CLIENT LIST </dev/null >/tmp/clients
    grep -qF -e " user=$1 " /tmp/clients || return 0
    echo "$1 is still in use" >&2
    sleep 1
  done
}

# A network that enforces policies lets a new pod in only once it has heard of it.
until redis-cli -h "$HOST" -p "$PORT" PING </dev/null; do sleep 1; done

if [ "$1" = check ]; then
  redis ACL WHOAMI </dev/null
  exit
fi

# A password as ACL SETUSER takes it, as its last word from standard input: it is no argument, not even as its hash.
hashed() { printf '#%s' "$(printf %s "$1" | sha256sum | cut -d ' ' -f 1)"; }

# Gives the administrator the password that a rotation has made; another of these Jobs may be at it as well.
until [ -z "${PREVIOUS_PASSWORD:-}" ] || redis ACL WHOAMI </dev/null; do
  hashed "$ADMIN_PASSWORD" |
    (export REDISCLI_AUTH="$PREVIOUS_PASSWORD" && redis -x ACL SETUSER default resetpass) || sleep 1
done

case "$1" in
provision)
  # By the types of data, whose commands all name their keys. The categories "read" and "write" have those of modules
  # as well, which the official image loads, and an index of a search reads every key of whatever prefix.
  account() { hashed "$PASSWORD" | redis -x ACL SETUSER "$ACCOUNT" reset on "$@"; }
  if [ "${PURPOSE:-}" = backup ]; then
    # What a replica asks for, and no command that names a key.
    account +ping +replconf +sync
  else
    account "~$SCOPE*" +@connection +@transaction \
      +@string +@bitmap +@hash +@list +@set +@sortedset +@geo +@hyperloglog +@stream \
      +del +unlink +exists +touch +type +copy +rename +renamenx \
      +expire +expireat +pexpire +pexpireat +ttl +pttl +expiretime +pexpiretime +persist \
      -@dangerous -@admin -@scripting -@blocking
  fi
  ;;
sweep)
  # Missing, it would mean that nobody is to be kept.
  : "$KEEP"
  redis ACL USERS >/tmp/accounts
  while read -r account; do
    if [ "$account" = default ] || printf '%s\n' "$KEEP" | grep -qxF -e "$account"; then continue; fi
    await_leave "$account"
    redis ACL DELUSER "$account" </dev/null
  done </tmp/accounts
  ;;
esac
redis ACL SAVE </dev/null
