# The accounts of one MySQL; see components/stores/accounts.ts. The attribute marks those that are ours to drop.
export MYSQL_PWD="$ADMIN_PASSWORD"
sql() { mysql --host="$HOST" --port="$PORT" --user=root --connect-timeout=10 --batch --skip-column-names; }

# Waits for the pods that are signed in with an account whose consumer has another by now: a rollout counts as done
# while its last pods drain, and serve. A consumer that has none gets no more time: its own end may wait for this.
await_leave() {
  printf '%s\n' "$KEEP" | grep -q "^${1%-*}-[0-9a-f]*$" || return 0
  while :; do
    sql >/tmp/sessions <<END
SELECT id FROM information_schema.processlist WHERE user = '$1';
END
    [ -s /tmp/sessions ] || return 0
    echo "$1 is still in use" >&2
    sleep 1
  done
}

# A network that enforces policies lets a new pod in only once it has heard of it.
until mysqladmin --host="$HOST" --port="$PORT" --connect-timeout=10 ping; do sleep 1; done

if [ "$1" = check ]; then
  sql </dev/null
  exit
fi

# Gives the administrator the password that a rotation has made; another of these Jobs may be at it as well. The account
# that they sign in with comes last: until it is done, each of them does both.
until [ -z "${PREVIOUS_PASSWORD:-}" ] || sql </dev/null; do
  (export MYSQL_PWD="$PREVIOUS_PASSWORD" && sql) <<END || sleep 1
ALTER USER 'root'@'localhost' IDENTIFIED BY '$ADMIN_PASSWORD';
ALTER USER 'root'@'%' IDENTIFIED BY '$ADMIN_PASSWORD';
END
done

case "$1" in
provision)
  server=
  case "${PURPOSE:-}" in
  serve) rights="SELECT, INSERT, UPDATE, DELETE" ;;
  backup)
    rights="SELECT, SHOW VIEW, TRIGGER, EVENT"
    # To read routines, and the binary log's position at a moment when nobody writes.
    server="GRANT SHOW_ROUTINE, FLUSH_TABLES, REPLICATION CLIENT ON *.* TO '$ACCOUNT'@'%';"
    ;;
  *) rights="SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, REFERENCES" ;;
  esac
  sql <<END
CREATE USER IF NOT EXISTS '$ACCOUNT'@'%' IDENTIFIED BY '$PASSWORD' ATTRIBUTE '{"slipway": "$SCOPE"}';
GRANT $rights ON \`$SCOPE\`.* TO '$ACCOUNT'@'%';
$server
END
  ;;
sweep)
  # Missing, it would mean that nobody is to be kept.
  : "$KEEP"
  sql >/tmp/accounts <<'END'
SELECT user FROM information_schema.user_attributes WHERE attribute->'$.slipway' IS NOT NULL;
END
  while read -r account; do
    if printf '%s\n' "$KEEP" | grep -qxF -e "$account"; then continue; fi
    await_leave "$account"
    echo "DROP USER '$account'@'%';"
  done </tmp/accounts >/tmp/drops
  sql </tmp/drops
  ;;
esac
