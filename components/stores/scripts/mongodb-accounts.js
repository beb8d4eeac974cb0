// The accounts of one MongoDB; see components/stores/accounts.ts. All that are of the database "slipway" are ours.
const { ADMIN_PASSWORD, PREVIOUS_PASSWORD, HOST, ACCOUNT, PASSWORD, SCOPE, PURPOSE, KEEP } =
  process.env;
const options = "authSource=admin&replicaSet=rs&serverSelectionTimeoutMS=10000";
const signedIn = (password) =>
  connect(`mongodb://root:${encodeURIComponent(password)}@${HOST}/slipway?${options}`);

/** Gives the administrator the password that a rotation has made; another of these Jobs may be at it as well. */
const rotate = async () => {
  const admin = (await signedIn(PREVIOUS_PASSWORD)).getSiblingDB("admin");
  await admin.runCommand({ updateUser: "root", pwd: ADMIN_PASSWORD });
};

/** A network that enforces policies lets a new pod in only once it has heard of it. */
const connected = async () => {
  for (;;) {
    try {
      return await signedIn(ADMIN_PASSWORD);
    } catch (error) {
      print(`not yet: ${error.message}`);
      if (PREVIOUS_PASSWORD !== undefined) {
        await rotate().catch(({ message }) => print(`nor as before: ${message}`));
      }
      await sleep(1000);
    }
  }
};

/**
 * Waits for the pods that are signed in with an account whose consumer has another by now: a rollout counts as done
 * while its last pods drain, and serve. A consumer that has none gets no more time: its own end may wait for this.
 */
const left = async (accounts, account, kept) => {
  const consumer = account.replace(/-[0-9a-f]*$/, "");
  if (!kept.some((other) => other.replace(/-[0-9a-f]*$/, "") === consumer)) return;
  for (;;) {
    const { inprog } = await accounts
      .getSiblingDB("admin")
      .runCommand({ currentOp: 1, $all: true });
    if (
      !inprog.some(({ effectiveUsers = [] }) => effectiveUsers.some(({ user }) => user === account))
    )
      return;
    print(`${account} is still in use`);
    await sleep(1000);
  }
};

const check = async () => {
  for (;;) {
    try {
      return await signedIn(ADMIN_PASSWORD);
    } catch (error) {
      if (/authentication/i.test(error.message)) throw error;
      print(`not yet: ${error.message}`);
      await sleep(1000);
    }
  }
};

const main = async () => {
  if (args[0] === "check") return check();
  const accounts = await connected();
  if (args[0] === "provision") {
    const { users } = await accounts.runCommand({ usersInfo: ACCOUNT });
    const role =
      PURPOSE === "backup" ? { role: "backup", db: "admin" } : { role: "readWrite", db: SCOPE };
    const rights = { pwd: PASSWORD, roles: [role] };
    await accounts.runCommand({
      [users.length === 0 ? "createUser" : "updateUser"]: ACCOUNT,
      ...rights,
    });
  } else {
    // Missing, it would mean that nobody is to be kept.
    if (KEEP === undefined) throw new Error("KEEP is not set");
    const kept = KEEP.split("\n");
    const { users } = await accounts.runCommand({ usersInfo: 1 });
    for (const { user } of users.filter(({ user }) => !kept.includes(user))) {
      await left(accounts, user, kept);
      await accounts.runCommand({ dropUser: user });
    }
  }
};
main();
