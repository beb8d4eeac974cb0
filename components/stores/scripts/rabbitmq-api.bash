# Asks the management API, as $login ("user:password" in Base64). The image has no HTTP client, but Bash can open a
# connection, and the API needs no more.
api() {
  local LC_ALL=C method=$1 path=$2 body=${3:-} status
  exec 3<>"/dev/tcp/$HOST/$PORT"
  printf '%s /api/%s HTTP/1.0\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$method" "$path" "$login" "${#body}" "$body" >&3
  read -r _ status _ <&3
  # The body follows the first empty line.
  sed '1,/^\r$/d' <&3
  exec 3<&-
  case $status in 2??) ;; *) echo "$method $path: $status" >&2 && return 1 ;; esac
}
