# The definitions of one RabbitMQ, of its exchanges, queues, bindings and policies, and no messages; see
# components/backups/store-backup.ts.
# include rabbitmq-api.bash
case $1 in
dump)
  login=$(printf '%s:%s' "$ACCOUNT" "$PASSWORD" | base64 -w 0)
  api GET definitions/%2F
  ;;
whole)
  # The end of an answer is where the connection ends. Where that is too early, a string or the first brace is open.
  braces=$(sed -E 's/"([^"\\]|\\.)*"//g' | tr -cd '"{}')
  opening=${braces//\}/} closing=${braces//\{/}
  [[ $braces == '{'* && $braces != *'"'* && ${#opening} = "${#closing}" ]]
  ;;
load)
  login=$(printf 'admin:%s' "$ADMIN_PASSWORD" | base64 -w 0)
  # What is there and is not in the backup stays: queues hold messages.
  api POST definitions/%2F "$(cat)"
  ;;
esac
