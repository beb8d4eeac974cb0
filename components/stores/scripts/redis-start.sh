# Starts Redis. The accounts are data, kept on the volume; only the administrator's is set anew, from the Secret.
cd /data
umask 077
touch users.acl
hash=$(printf %s "$ADMIN_PASSWORD" | sha256sum | cut -d ' ' -f 1)
{ sed '/^user default /d' users.acl; echo "user default on #$hash ~* &* +@all"; } >users.acl.new
mv users.acl.new users.acl
unset ADMIN_PASSWORD
# A write is on disk before it is answered: a session that somebody has been given survives a power cut. A full memory
# drops what would expire soonest: everything that the services write has a time to live.
exec docker-entrypoint.sh redis-server --dir /data --aclfile /data/users.acl \
  --appendonly yes --appendfsync always --maxmemory-policy volatile-ttl "$@"
