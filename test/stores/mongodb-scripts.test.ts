import assert from "node:assert/strict";
import * as vm from "node:vm";
import { script } from "../../components/stores/script";

type Command = Record<string, unknown>;
/** What a server answers to a command; an Error is how it refuses. */
type Server = (command: Command, uri: string) => unknown;

/**
 * Runs a script as MongoDB's shell does: nothing but the value of its last expression is waited for.
 *
 * @param asked Filled with what it asks of whom, also where it fails.
 * @param accepts Whether a login, as it stands in the address, is let in. @default always
 */
async function run(
  [file, ...args]: [string, ...string[]],
  env: Record<string, string>,
  servers: Record<string, Server>,
  asked: Command[] = [],
  accepts: (uri: string) => boolean = () => true,
): Promise<Command[]> {
  const connect = (uri: string) => {
    const [, host = ""] = /^mongodb:\/\/(?:[^@]*@)?([^/]*)\//.exec(uri) ?? [];
    const server = servers[host];
    if (server === undefined) throw new Error(`${host} does not answer`);
    if (!accepts(uri)) throw new Error("Authentication failed.");
    const database = {
      getSiblingDB: () => database,
      async runCommand(command: Command) {
        // As JSON, what comes from another realm is like what comes from this one.
        asked.push({ host, ...(JSON.parse(JSON.stringify(command)) as Command) });
        const answer = server(command, uri);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    return database;
  };
  const shell = { connect, print: () => undefined, sleep: async () => undefined, process: { env } };
  await vm.runInNewContext(script(file, ...args).at(-1) ?? "", shell);
  return asked;
}

describe("mongodb-members.js", () => {
  const host = (ordinal: number) => `db-${ordinal}.db-headless:27017`;
  const env = (ordinal: number, members: number, replicas = members) => ({
    ADMIN_PASSWORD: "se/cret",
    MEMBER: host(ordinal),
    MEMBERS: Array.from({ length: members }, (_, member) => host(member)).join(" "),
    REPLICAS: String(replicas),
  });

  /** A server without a set, until it is told of one. */
  const fresh = (): Server => () => ({ isWritablePrimary: false });
  const member =
    (hosts: string[], isWritablePrimary = true): Server =>
    (command) =>
      "hello" in command
        ? { setName: "rs", isWritablePrimary }
        : {
            config: {
              _id: "rs",
              version: 4,
              members: hosts.map((host, at) => ({ _id: at * 2, host })),
            },
          };
  const changes = (asked: Command[]) =>
    asked.filter((command) => !("hello" in command) && !("replSetGetConfig" in command));
  /** @returns what it has said, and changed. */
  async function tried(...args: Parameters<typeof run>) {
    const [script, env, servers] = args;
    const asked: Command[] = [];
    const said = await run(script, env, servers, asked).then(
      () => "done",
      ({ message }: Error) => message,
    );
    return { said, changes: changes(asked) };
  }
  const members: [string] = ["mongodb-members.js"];

  it("founds a set of one, signed in as the administrator, and comes back for the rest", async () => {
    const uris: string[] = [];
    const alone: Server = (command, uri) => (uris.push(uri), fresh()(command, uri));
    const { said, changes } = await tried(members, env(0, 1), { [host(0)]: alone });
    assert.match(said, /is founded/);
    const config = { _id: "rs", members: [{ _id: 0, host: host(0) }] };
    assert.deepEqual(changes, [{ host: host(0), replSetInitiate: config }]);
    assert.match(uris[0] ?? "", /^mongodb:\/\/root:se%2Fcret@.*directConnection=true/);
  });

  it("waits until all that are to be there have a name and answer", async () => {
    const some = await tried(members, env(0, 2, 3), { [host(0)]: fresh(), [host(1)]: fresh() });
    assert.deepEqual([some.said, some.changes], ["3 members are to be there", []]);
    const silent = await tried(members, env(0, 2), { [host(0)]: fresh() });
    assert.deepEqual([silent.said, silent.changes], [`${host(1)} does not answer`, []]);
  });

  it("founds no second set where its own data is lost", async () => {
    const others = { [host(1)]: member([host(0), host(1)]) };
    const { said, changes } = await tried(members, env(0, 2), { [host(0)]: fresh(), ...others });
    assert.deepEqual([said, changes], [`${host(1)} has a replica set`, []]);
  });

  it("adds one member at a time, under a number that was nobody's", async () => {
    const { said, changes } = await tried(members, env(0, 3), { [host(0)]: member([host(0)]) });
    assert.match(said, /there are more/);
    const both = [
      { _id: 0, host: host(0) },
      { _id: 1, host: host(1) },
    ];
    assert.deepEqual(changes, [
      { host: host(0), replSetReconfig: { _id: "rs", version: 5, members: both } },
    ]);
    const two = await tried(members, env(0, 3), { [host(0)]: member([host(0), host(2)]) });
    assert.equal(two.said, "done");
    const [added] = two.changes as { replSetReconfig: { members: object[] } }[];
    assert.deepEqual(added?.replSetReconfig.members.at(-1), { _id: 3, host: host(1) });
  });

  it("leaves that to the primary, and comes back to see it", async () => {
    const secondary = { [host(1)]: member([host(0)], false) };
    const { said, changes } = await tried(members, env(1, 2), secondary);
    assert.deepEqual([said, changes], [`the primary is to add ${host(1)}`, []]);
  });

  it("has nothing to do where all are members", async () => {
    for (const primary of [true, false]) {
      const whole = { [host(0)]: member([host(0), host(1)], primary) };
      assert.deepEqual(await tried(members, env(0, 2), whole), { said: "done", changes: [] });
    }
  });
});

describe("mongodb-accounts.js", () => {
  const file = "mongodb-accounts.js";
  const env = { ADMIN_PASSWORD: "secret", HOST: "db-0,db-1" };
  const account = {
    ...env,
    VERB: "provision",
    ACCOUNT: "front-01",
    PASSWORD: "p",
    SCOPE: "front",
  };
  const roles = [{ role: "readWrite", db: "front" }];

  it("makes an account with rights in one database alone, or sets it right", async () => {
    for (const [users, verb] of [
      [[], "createUser"],
      [[{ user: "front-01" }], "updateUser"],
    ] as const) {
      const asked = await run([file, "provision"], account, { "db-0,db-1": () => ({ users }) });
      assert.deepEqual(asked[1], { host: "db-0,db-1", [verb]: "front-01", pwd: "p", roles });
    }
  });

  it("makes the account of a backup with the role that is for that", async () => {
    const backup = { ...account, PURPOSE: "backup" };
    const asked = await run([file, "provision"], backup, { "db-0,db-1": () => ({ users: [] }) });
    assert.deepEqual(asked[1]?.["roles"], [{ role: "backup", db: "admin" }]);
  });

  it("comes back when it is not let in yet", async () => {
    let tries = 0;
    const server: Server = () => ({ users: [] });
    const servers = new Proxy(
      { "db-0,db-1": server },
      {
        get: (target, host) => (++tries < 3 ? undefined : Reflect.get(target, host)),
      },
    );
    assert.equal((await run([file, "provision"], account, servers)).length, 2);
    assert.equal(tries, 3);
  });

  it("gives a set that has the administrator's previous password the present one, and goes on with that", async () => {
    let password = "before";
    const server: Server = (command) => {
      if (command["updateUser"] === "root") password = String(command["pwd"]);
      return { users: [] };
    };
    const accepts = (uri: string) => uri.startsWith(`mongodb://root:${password}@`);
    const rotated = { ...account, PREVIOUS_PASSWORD: "before" };
    const servers = { "db-0,db-1": server };
    assert.deepEqual(await run([file, "provision"], rotated, servers, [], accepts), [
      { host: "db-0,db-1", updateUser: "root", pwd: "secret" },
      { host: "db-0,db-1", usersInfo: "front-01" },
      { host: "db-0,db-1", createUser: "front-01", pwd: "p", roles },
    ]);
    // Once it has that, there is nothing to change.
    const again = await run([file, "provision"], rotated, servers, [], accepts);
    assert.ok(!again.some((command) => command["updateUser"] === "root"));
  });

  it("checks whether a set takes the present one, and changes nothing", async () => {
    const rotated = { ...env, PREVIOUS_PASSWORD: "before" };
    const servers = { "db-0,db-1": () => ({}) };
    const has = (password: string) => (uri: string) => uri.includes(`root:${password}@`);
    assert.deepEqual(await run([file, "check"], rotated, servers, [], has("secret")), []);
    const refused = run([file, "check"], rotated, servers, [], has("before"));
    await assert.rejects(refused, /Authentication failed/);
  });

  it("drops whom nobody names any more, once its pods have left where its consumer has another", async () => {
    const users = ["front-01", "front-02", "gone-03"].map((user) => ({ user }));
    const inUse = [["front-01"], ["front-01", "gone-03"], []];
    const server: Server = (command) => {
      if ("usersInfo" in command) return { users };
      const inprog = (inUse.shift() ?? []).map((user) => ({ effectiveUsers: [{ user }] }));
      return "currentOp" in command ? { inprog: [{}, ...inprog] } : {};
    };
    const sweep = { ...env, KEEP: "front-02\nback-04" };
    const asked = await run([file, "sweep"], sweep, { "db-0,db-1": server });
    const looked = asked.filter((command) => "currentOp" in command);
    assert.equal(looked.length, 3, "until nobody is signed in as front-01");
    const dropped = asked.flatMap((command) => ("dropUser" in command ? command.dropUser : []));
    assert.deepEqual(dropped, ["front-01", "gone-03"]);
  });

  it("drops nobody when it is not told whom to keep", async () => {
    const users = [{ user: "front-01" }];
    const asked = run([file, "sweep"], env, { "db-0,db-1": () => ({ users }) });
    await assert.rejects(asked, /KEEP is not set/);
  });
});
