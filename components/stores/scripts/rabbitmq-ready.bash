# Whether a broker serves, and sees most of its cluster: in a minority it would still take connections, and then keep
# whoever declares, binds or publishes waiting. Its own diagnostics start a virtual machine each time, which costs more
# than the idle broker. Arguments: the ports for AMQP and for the management API, and the file with the administrator's
# password.
(exec 3<>"/dev/tcp/127.0.0.1/$1")
exec 3<>"/dev/tcp/127.0.0.1/$2"
login=$(printf 'admin:%s' "$(<"$3")" | base64 -w 0)
printf 'GET /api/nodes?columns=name,running HTTP/1.0\r\nAuthorization: Basic %s\r\n\r\n' "$login" >&3
answer=$(timeout 4 cat <&3)
# He may have another password for the minute or two that the file takes to follow a rotation, or since somebody has
# changed it by hand: that is no reason to stop serving.
case $answer in "HTTP/1."?" 401 "*) exit 0 ;; "HTTP/1."?" 200 "*) ;; *) exit 1 ;; esac
count() { grep -o "\"running\":$1" <<<"$answer" | wc -l; }
[ $((2 * $(count true))) -gt "$(count '[a-z]*')" ]
