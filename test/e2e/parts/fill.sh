# Writes with the job's own account what it then reads, and nothing beside its prefix.
export REDISCLI_AUTH="$REDIS_PASSWORD"
cart() {
  redis-cli -e -h "$REDIS_HOST" -p "$REDIS_PORT" --user "$REDIS_USERNAME" "$@"
}
cart SET "${REDIS_PREFIX}greeting" "$GREETING"
cart GET "${REDIS_PREFIX}greeting"
if cart SET greeting "$GREETING" 2> /dev/null > /dev/null; then
  echo "the account may write everywhere" >&2
  exit 1
fi
