# Asks the container's own port, and at a path for an answer that is no failure, with what the image has for it.
# Arguments: the port, and the path; without one, whether it can be connected to.
port=$1 path=${2-}
if command -v bash >/dev/null; then
  exec bash -euc 'exec 3<>"/dev/tcp/127.0.0.1/$1"
    if [ -z "$2" ]; then exit; fi
    printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" "$2" >&3
    read -r _ status _ <&3
    [ "$status" -ge 200 ] && [ "$status" -lt 400 ]' ask "$port" "$path"
fi
if [ -z "$path" ]; then exec nc -z 127.0.0.1 "$port"; fi
if command -v curl >/dev/null; then exec curl -fsS -o /dev/null "http://127.0.0.1:$port$path"; fi
exec wget -q -O /dev/null "http://127.0.0.1:$port$path"
