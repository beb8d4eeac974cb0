# The accounts of one MySQL; see components/accounts.ts. The attribute marks those that are ours to drop.
export MYSQL_PWD="$ADMIN_PASSWORD"
sql() { mysql --host="$HOST" --port="$PORT" --user=root --connect-timeout=10 --batch --skip-column-names; }

case "$1" in
provision)
  sql <<END
CREATE USER IF NOT EXISTS '$ACCOUNT'@'%' IDENTIFIED BY '$PASSWORD' ATTRIBUTE '{"slipway": "$SCOPE"}';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, REFERENCES ON \`$SCOPE\`.* TO '$ACCOUNT'@'%';
END
  ;;
sweep)
  # Missing, it would mean that nobody is to be kept.
  : "$KEEP"
  sql >/tmp/accounts <<'END'
SELECT user FROM information_schema.user_attributes WHERE attribute->'$.slipway' IS NOT NULL;
END
  while read -r account; do
    if ! printf '%s\n' "$KEEP" | grep -qxF -e "$account"; then echo "DROP USER '$account'@'%';"; fi
  done </tmp/accounts >/tmp/drops
  sql </tmp/drops
  ;;
esac
