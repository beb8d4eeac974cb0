# The data of one MySQL, its $DATABASE; see components/backups/store-backup.ts.
case $1 in
dump)
  options=(--single-transaction --quick --routines --events --hex-blob --no-tablespaces --set-gtid-purged=OFF)
  # As of 9.7: they are the server's, not the database's, and the account may not read them.
  options+=(--loose-skip-masking-policies)
  # From there on, the binary log has what was written later.
  if [ "$BINARY_LOG" = true ]; then options+=(--source-data=2); fi
  MYSQL_PWD="$PASSWORD" mysqldump --host="$HOST" --port="$PORT" --user="$ACCOUNT" "${options[@]}" \
    --add-drop-database --databases "$DATABASE"
  ;;
whole)
  # What mysqldump ends with, by its default --comments.
  [[ $(tail -n 1) == '-- Dump completed'* ]]
  ;;
load)
  # Another store's database may have another name.
  sed -E "s/^(USE |CREATE DATABASE [^\`]*|\/\*![0-9]+ DROP DATABASE IF EXISTS )\`[^\`]+\`/\1\`$DATABASE\`/" |
    MYSQL_PWD="$ADMIN_PASSWORD" mysql --host="$HOST" --port="$PORT" --user=root --binary-mode
  ;;
esac
