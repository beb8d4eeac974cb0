# The accounts of one Redis; see components/accounts.ts.
export REDISCLI_AUTH="$ADMIN_PASSWORD"
redis() { redis-cli -h "$HOST" -p "$PORT" -e "$@"; }

case "$1" in
provision)
  # The command's last word comes from standard input: a password is no argument, not even as its hash.
  printf '#%s' "$(printf %s "$PASSWORD" | sha256sum | cut -d ' ' -f 1)" |
    redis -x ACL SETUSER "$ACCOUNT" reset on "~$SCOPE*" +@read +@write +@connection +@transaction \
      -@dangerous -@admin -@scripting -@blocking -scan -randomkey
  ;;
sweep)
  # Missing, it would mean that nobody is to be kept.
  : "$KEEP"
  redis ACL USERS >/tmp/accounts
  while read -r account; do
    if [ "$account" != default ] && ! printf '%s\n' "$KEEP" | grep -qxF -e "$account"; then
      redis ACL DELUSER "$account" </dev/null
    fi
  done </tmp/accounts
  ;;
esac
redis ACL SAVE </dev/null
