// Founds the replica set, or adds one of its members; fails while there is more to do. $MEMBER is this member, and $MEMBERS
// are all that there are, as "host:port", separated by spaces; $REPLICAS is how many there are to be.
const { ADMIN_PASSWORD, MEMBER, MEMBERS, REPLICAS } = process.env;
const options = "directConnection=true&serverSelectionTimeoutMS=10000";
const login = `root:${encodeURIComponent(ADMIN_PASSWORD)}@`;
const members = MEMBERS.split(" ");

const main = async () => {
  const admin = await connect(`mongodb://${login}${MEMBER}/admin?${options}`);
  const own = await admin.runCommand({ hello: 1 });
  if (own.setName === undefined) {
    if (members.length < Number(REPLICAS)) throw new Error(`${REPLICAS} members are to be there`);
    // Whose data is lost must not found a second set: the others fill it again.
    for (const other of members.filter((member) => member !== MEMBER)) {
      const { setName } = await (
        await connect(`mongodb://${other}/admin?${options}`)
      ).runCommand({ hello: 1 });
      if (setName !== undefined) throw new Error(`${other} has a replica set`);
    }
    await admin.runCommand({ replSetInitiate: { _id: "rs", members: [{ _id: 0, host: MEMBER }] } });
    throw new Error("the replica set is founded, and is to choose its primary");
  }
  const { config } = await admin.runCommand({ replSetGetConfig: 1 });
  const missing = members.filter((member) => config.members.every(({ host }) => host !== member));
  if (missing.length > 0) {
    if (!own.isWritablePrimary) throw new Error(`the primary is to add ${missing.join(", ")}`);
    // One at a time, as the server wants it. It has a vote once it has all data.
    const added = { _id: 1 + Math.max(...config.members.map(({ _id }) => _id)), host: missing[0] };
    await admin.runCommand({
      replSetReconfig: {
        ...config,
        version: config.version + 1,
        members: [...config.members, added],
      },
    });
    if (missing.length > 1) throw new Error(`added ${added.host}, and there are more`);
  }
};
main();
