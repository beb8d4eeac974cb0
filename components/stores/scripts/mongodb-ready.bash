# Whether a member of the replica set serves: it says that it is the primary, or a secondary that has all data. Asked as
# every driver does first; the image's own client starts a JavaScript engine each time, which costs more than the idle
# server. At the pod's own address: the server that fills a new volume does not listen there. Argument: the port.
exec 3<>"/dev/tcp/$HOSTNAME/$1"
printf '\x34\0\0\0\1\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\1\0\0\0\2$db\0\6\0\0\0admin\0\0' >&3
length=$(timeout 2 head -c 4 <&3 | od -An -tu4)
timeout 2 head -c "$((length - 4))" <&3 | LC_ALL=C grep -qaP '\x08(isWritablePrimary|secondary)\x00\x01'
