# Asks the server for its hello, as every driver does first, and is content with any answer. The image's own client
# starts a JavaScript engine each time, which costs more than the idle server.
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf '\x34\0\0\0\1\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\1\0\0\0\2$db\0\6\0\0\0admin\0\0' >&3
test "$(timeout 4 head -c 16 <&3 | wc -c)" -eq 16
