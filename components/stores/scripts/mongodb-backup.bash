# The data of one MongoDB, all its databases; see components/backups/store-backup.ts.
servers=${HOST//,/:$PORT,}:$PORT
login=/tmp/login.yaml
umask 077
case $1 in
dump)
  echo "uri: mongodb://$ACCOUNT:$PASSWORD@$servers/?replicaSet=rs&authSource=slipway" >$login
  # With what is written meanwhile, so that all is of one moment.
  mongodump --quiet --config=$login --archive --oplog
  ;;
whole)
  # What each collection ends with, and so mongodump: that nothing follows, and a checksum. A cut anywhere else is seen;
  # that there are all collections is what mongodump's own exit status says.
  [[ $(tail -c 24 | od -An -v -tx1 | tr -d ' \n') == 08454f4600011243524300????????????????00ffffffff ]]
  ;;
load)
  export ADMIN_PASSWORD SERVERS="$servers"
  shell() {
    mongosh --nodb --norc --quiet --eval "const as = (user) => connect(\`mongodb://\${user}:\${process.env.ADMIN_PASSWORD}@\${process.env.SERVERS}/admin?replicaSet=rs\`);
$1" </dev/null
  }
  # What was written while the dump was made is carried out again, which takes a right to everything
  # (https://www.mongodb.com/docs/database-tools/mongorestore/#required-access): an account has it for as long.
  shell '
const main = async () => {
  const admin = await as("root");
  const { databases } = await admin.runCommand({ listDatabases: 1, nameOnly: true });
  const own = databases.map(({ name }) => name).filter((name) => !["admin", "config", "local"].includes(name));
  for (const name of own) await admin.getSiblingDB(name).runCommand({ dropDatabase: 1 });
  const { roles } = await admin.runCommand({ rolesInfo: "restoring" });
  const privileges = [{ resource: { anyResource: true }, actions: ["anyAction"] }];
  const role = roles.length === 0 ? "createRole" : "updateRole";
  await admin.runCommand({ [role]: "restoring", privileges, roles: [] });
  const { users } = await admin.runCommand({ usersInfo: "restoring" });
  const user = users.length === 0 ? "createUser" : "updateUser";
  await admin.runCommand({ [user]: "restoring", pwd: process.env.ADMIN_PASSWORD, roles: ["restoring"] });
};
main();
'
  # A database in the address would be the only one to be restored.
  echo "uri: mongodb://restoring:$ADMIN_PASSWORD@$servers/?replicaSet=rs&authSource=admin" >$login
  mongorestore --quiet --config=$login --archive --oplogReplay --stopOnError
  # The backup has accounts, too: the administrator is who it was before, and the others the stack sets right.
  shell '
const main = async () => {
  const restoring = await as("restoring");
  await restoring.runCommand({ updateUser: "root", pwd: process.env.ADMIN_PASSWORD });
  const admin = await as("root");
  await admin.runCommand({ dropUser: "restoring" });
  await admin.runCommand({ dropRole: "restoring" });
};
main();
'
  ;;
esac
