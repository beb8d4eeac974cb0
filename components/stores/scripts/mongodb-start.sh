# Starts a member of the replica set. Arguments: the scripts that found the set and add members to it, and that fill a
# new volume, the data folder, and options of mongod.
members=$1 fill=$2 data=$3
shift 3
umask 077
# The members know each other by a key, in a file that its owner alone may read, which a mounted Secret never is.
printf %s "$CLUSTER_KEY" | sha256sum | cut -c -64 >/tmp/replica-set.key
if [ -e /proc/net/if_inet6 ]; then set -- --ipv6 "$@"; fi
set -- docker-entrypoint.sh mongod --bind_ip_all --replSet rs --keyFile /tmp/replica-set.key "$@"

set=${HOSTNAME%-*}
address() { echo "$set-$1.$set-headless"; }
# Every pod that there is has a name; members are added as their pods come. The shell is started only when there is
# something for it to do, and again for as long as it fails, as when another member is to do it first.
keep_members() {
  export HOME=/tmp MEMBER="$(address "${HOSTNAME##*-}"):27017"
  settled=
  while :; do
    found=
    for ordinal in 0 1 2 3 4; do
      if getent hosts "$(address $ordinal)" >/dev/null; then found="$found $(address $ordinal):27017"; fi
    done
    # The password is the file's, which follows a rotation.
    if [ "$found" != "$settled" ] &&
      MEMBERS=${found# } ADMIN_PASSWORD=$(cat /run/slipway/password) mongosh --nodb --norc --quiet --eval "$members"; then settled=$found; fi
    sleep 5
  done
}
keep_members &

has_set='
const main = async () => {
  const peer = await connect(`mongodb://${process.env.PEER}/admin?directConnection=true&serverSelectionTimeoutMS=3000`);
  if ((await peer.runCommand({ hello: 1 })).setName === undefined) throw new Error("it has no replica set");
};
main();
'
# Whether there is a replica set that this member is to be filled from: only the first one ever begins without.
joins() {
  if [ "${HOSTNAME##*-}" != 0 ]; then return 0; fi
  for ordinal in 1 2 3 4; do
    if getent hosts "$(address $ordinal)" >/dev/null && HOME=/tmp PEER=$(address $ordinal) mongosh --nodb --norc --quiet \
      --eval "$has_set"; then return 0; fi
  done
  return 1
}
if joins; then
  unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD
  exec "$@"
fi
exec sh -euc "$fill" first-fill.sh "$data" "$@"
