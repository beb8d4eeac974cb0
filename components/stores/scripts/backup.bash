# The backups of one store, by restic, encrypted with $RESTIC_PASSWORD in $RESTIC_REPOSITORY: see
# components/backups/store-backup.ts. Arguments: the store's own script, and what is to be done:
#   backup                   makes a backup, reads it back, and forgets those that are too old
#   list                     prints the backups as JSON, and none where there is no repository yet
#   restore ID FILE SHA256   puts a backup in the place of the store's data
# A backup is one only when it was read back as it was sent, and whole: until then it has no tag, and is neither listed nor
# restored.
set -o pipefail
data=$1 verb=$2
cat /restic/ca-certificates.crt >/tmp/authorities.pem
printf '%s\n' "${AUTHORITY:-}" >>/tmp/authorities.pem
export SSL_CERT_FILE=/tmp/authorities.pem
restic() { /restic/restic --no-cache --quiet "$@"; }
store() { bash -euo pipefail -c "$data" "$STORE" "$1"; }
sha256() { sha256sum | cut -c -64; }

# Reads a backup to its end: whether it is what was sent, and whole to the store's own script. Sets its size, $bytes.
# Arguments: its ID, its file, and the SHA-256 of what was sent.
read_back() {
  local count judgement found
  mkfifo /tmp/counted /tmp/judged
  wc -c </tmp/counted | tr -d ' ' >/tmp/bytes &
  count=$!
  # Whatever the script thinks of it, all of it is read.
  { store whole && cat || { cat && false; }; } </tmp/judged >/dev/null &
  judgement=$!
  found=$(restic dump "$1" "$2" | tee /tmp/counted /tmp/judged | sha256) || found=none
  wait $count
  bytes=$(cat /tmp/bytes)
  if [ "$bytes" = 0 ] || [ "$found" != "$3" ]; then
    echo "the backup was read as $bytes bytes with the SHA-256 $found, but $3 was sent" >&2
    return 1
  fi
  wait $judgement || { echo "the backup was read as it was sent, but is not a whole one of $STORE" >&2 && return 1; }
}

# A network that enforces policies lets a new pod out, and in, only once it has heard of it.
reached() {
  for host in ${HOST//,/ }; do if (exec 3<>"/dev/tcp/$host/$PORT") 2>/dev/null; then return 0; fi; done
  return 1
}
case $verb in backup | restore) until reached; do sleep 1; done ;; esac

case $verb in
backup)
  # With another key, or where nothing answers, both fail.
  restic cat config >/dev/null || restic init
  # What runs that were killed have left.
  restic unlock
  mkfifo /tmp/sent
  sha256 </tmp/sent >/tmp/sent.sum &
  sent=$!
  # The pod's name tells this backup from all others.
  store dump | tee /tmp/sent | restic backup --stdin --stdin-filename "$STORE" --host "$HOSTNAME"
  wait $sent
  id=$(restic snapshots --json --host "$HOSTNAME" | grep -o '"id":"[0-9a-f]*"' | cut -d '"' -f 4)

  sum=$(cat /tmp/sent.sum)
  read_back "$id" "/$STORE" "$sum"
  restic tag --set "verified,bytes=$bytes,sha256=$sum" "$id"
  # What was never verified is from runs that failed.
  restic forget --tag '' --group-by '' --keep-within 1d
  restic forget --tag verified --group-by paths --keep-last "$KEEP_LAST" --keep-within "${KEEP_DAYS}d" --prune
  echo "backed up $STORE: $bytes bytes, read back with the SHA-256 $sum"
  ;;
list)
  if listed=$(restic snapshots --json --tag verified 2>&1); then printf '%s\n' "$listed"; else
    # Where nothing was ever backed up, there is no repository.
    case $listed in
    *'key does not exist'* | *'no such file or directory'*) echo '[]' ;;
    *) printf '%s\n' "$listed" >&2 && exit 1 ;;
    esac
  fi
  ;;
restore)
  id=$3 file=$4 sum=$5
  # Read as a whole before anything is overwritten.
  if ! read_back "$id" "$file" "$sum"; then
    echo "nothing was overwritten" >&2
    exit 1
  fi
  echo "the backup is whole; $STORE is overwritten now"
  restic dump "$id" "$file" | store load
  echo "restored $STORE"
  ;;
esac
