import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ask, run } from "../../scripts/command";
import { configureGeneration } from "../../scripts/generation";
import { bookSoon, createEvent } from "./booking";
import { call } from "./api";
import { env, eventually, kubectl, kubectlAttempt, type Pod, pods, secretEnv } from "./cluster";
import { devStack } from "./dev";
import { steadyLoad } from "./load";
import { type Person, person } from "./person";
import { record, timed } from "./stages";

const settings = path.resolve(__dirname, "../../Pulumi.dev.yaml");
const original = readFileSync(settings, "utf8");
// What comes later in this run deploys with the passwords that are there by then.
after(() => writeFileSync(settings, original));

const rotate = ["run", "--silent", "rotate", "--", "dev", "--yes"];

interface Login {
  store: string;
  user: string;
  password: string;
}

/** Every account at every store, the administrators' first. */
async function logins(): Promise<Login[]> {
  const administrators = [
    ["mysql-for-user", "root", "MYSQL_ROOT_PASSWORD"],
    ["redis-for-user", "default", "ADMIN_PASSWORD"],
    ["events-db", "root", "MONGO_INITDB_ROOT_PASSWORD"],
    ["bookings-db", "root", "MONGO_INITDB_ROOT_PASSWORD"],
    ["amqp-broker", "admin", "RABBITMQ_DEFAULT_PASS"],
  ].map(async ([store = "", user = "", key = ""]) => {
    const password = (await secretEnv(`statefulset/${store}`))[key] ?? "";
    return { store, user, password };
  });
  const [user, events, bookings] = await Promise.all(
    ["user", "eventservice", "bookingservice"].map((name) => secretEnv(`deployment/${name}`)),
  );
  const inUrl = (store: string, url = "") => {
    const { username, password } = new URL(url);
    return { store, user: username, password };
  };
  return [
    ...(await Promise.all(administrators)),
    {
      store: "mysql-for-user",
      user: user?.["MYSQL_USER"] ?? "",
      password: user?.["MYSQL_PASSWORD"] ?? "",
    },
    {
      store: "redis-for-user",
      user: user?.["REDIS_USERNAME"] ?? "",
      password: user?.["REDIS_PASSWORD"] ?? "",
    },
    inUrl("events-db", events?.["MONGO_URL"]),
    inUrl("bookings-db", bookings?.["MONGO_URL"]),
    inUrl("amqp-broker", events?.["AMQP_BROKER_URL"]),
    inUrl("amqp-broker", bookings?.["AMQP_BROKER_URL"]),
  ];
}

/** For each store, what signs in within its pod with the password on its standard input, and how a refusal reads. */
const clients: Record<string, { command: (user: string) => string; refusal: RegExp }> = {
  "mysql-for-user": {
    command: (user) =>
      `read -r MYSQL_PWD; export MYSQL_PWD; mysql --host=127.0.0.1 --user='${user}' --execute='SELECT 1'`,
    refusal: /Access denied/,
  },
  "redis-for-user": {
    command: (user) =>
      `read -r REDISCLI_AUTH; export REDISCLI_AUTH; redis-cli -e --user '${user}' PING`,
    refusal: /WRONGPASS/,
  },
  "events-db": { command: (user) => mongo("events-db", user), refusal: /authentication/i },
  "bookings-db": { command: (user) => mongo("bookings-db", user), refusal: /authentication/i },
  "amqp-broker": {
    command: (user) => `rabbitmqctl authenticate_user '${user}'`,
    refusal: /failed to authenticate|user.*refused/i,
  },
};

function mongo(store: string, user: string): string {
  const place = `${store}-0.${store}-headless:27017/slipway`;
  const source = user === "root" ? "admin" : "slipway";
  const url = `mongodb://${user}:$password@${place}?authSource=${source}&replicaSet=rs`;
  return `read -r password; export HOME=/tmp URL="${url}"; mongosh --nodb --norc --quiet --eval 'connect(process.env.URL)'`;
}

/** Whether a store lets somebody in. @throws when it neither does nor says that the password is wrong. */
async function letsIn({ store, user, password }: Login): Promise<boolean> {
  const client = clients[store];
  assert.ok(client !== undefined);
  const { status, stdout, stderr } = await kubectlAttempt(
    ["exec", "--stdin", `${store}-0`, "--", "sh", "-c", client.command(user)],
    `${password}\n`,
  );
  if (status === 0) return true;
  assert.match(stdout + stderr, client.refusal, `${user} at ${store}`);
  return false;
}

async function letIn(all: Login[]): Promise<string[]> {
  const named: string[] = [];
  for (const login of all) if (await letsIn(login)) named.push(`${login.user} at ${login.store}`);
  return named;
}

const names = (all: Login[]) => all.map(({ store, user }) => `${user} at ${store}`);

describe("npm run rotate", () => {
  const services = ["user", "eventservice", "bookingservice"];
  let someone: Person;
  let event: string;
  let old: Login[];

  before(async () => {
    someone = await person();
    event = await createEvent(someone.token, "Rotation", 10_000);
    await bookSoon(someone.token, event, 1);
    old = await logins();
  });

  /** Reads and bookings, past every cache, while something is done. @returns the pods before and after it. */
  async function underLoad(title: string, change: () => Promise<void>) {
    const { token, id } = someone;
    const reads = [
      { method: "GET", path: "/users/me", options: { token }, expected: 200 },
      { method: "GET", path: "/users/00000000-0000-4000-8000-000000000000", expected: 404 },
      { method: "GET", path: `/users/${id}`, expected: 200 },
      { method: "GET", path: `/events/${event}`, expected: 200 },
    ];
    const booking = { token, body: { eventId: event, seats: 1 } };
    // One in twenty-one: the stand-in for MongoDB reads all bookings to write one.
    const load = steadyLoad([
      ...Array.from({ length: 5 }, () => reads).flat(),
      { method: "POST", path: "/bookings", options: booking, expected: 201 },
    ]);
    const earlier = await pods();
    const start = Date.now();
    try {
      await timed(title, change);
    } finally {
      const { requests, failures } = await load.stop();
      record(`requests during ${title}`, `${requests}`);
      assert.deepEqual(failures, []);
      // The load has an end of its own.
      assert.ok(requests > ((Date.now() - start) / 1000) * 10, `${requests} requests`);
    }
    return { earlier, later: await pods() };
  }

  function assertServicesRolled(earlier: Pod[], later: Pod[]): void {
    const of = (list: Pod[], rolled: boolean) =>
      list.flatMap(({ app, uid, restarts }) =>
        services.includes(app) === rolled && !/-accounts$/.test(app)
          ? [`${app} ${uid} ${restarts}`]
          : [],
      );
    assert.deepEqual(of(later, false).sort(), of(earlier, false).sort());
    assert.deepEqual(
      of(later, true).filter((pod) => of(earlier, true).includes(pod)),
      [],
    );
  }

  it("begins nothing where a server does not take its administrator's password", async () => {
    const administrator = old.find(({ store }) => store === "amqp-broker");
    assert.equal(administrator?.user, "admin");
    const change = (password: string) =>
      kubectl(
        ["exec", "--stdin", "amqp-broker-0", "--", "rabbitmqctl", "change_password", "admin"],
        `${password}\n`,
      );
    await change("by hand");
    try {
      const { status, stderr } = await ask("npm", rotate, { env: env() });
      assert.notEqual(status, 0);
      assert.match(stderr, /not the one that its server takes:\n {2}amqp-broker: .*401/);
      assert.equal(readFileSync(settings, "utf8"), original);
    } finally {
      await change(administrator.password);
    }
  });

  it("makes every password anew without a failed request, and restarts no store", async () => {
    const { earlier, later } = await underLoad("npm run rotate", () =>
      run("npm", rotate, { env: env() }),
    );
    assertServicesRolled(earlier, later);
  });

  it("leaves nothing of the old ones", async () => {
    assert.deepEqual(await letIn(old), []);
    const now = await logins();
    const known = new Set(old.map(({ password }) => password));
    assert.deepEqual(
      now.filter(({ password }) => known.has(password)),
      [],
    );
    assert.deepEqual(await letIn(now), names(now));
  });

  it("is over: the next update has nothing to change", async () => {
    await devStack().prepare();
    await devStack().ask("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("is the only way to another password of an administrator's, and leads one generation on", async () => {
    const stack = devStack();
    const replaced = await stack.attempt("preview", "--replace", "**amqp-broker-admin-2");
    assert.notEqual(replaced.status, 0);
    assert.match(
      replaced.stdout + replaced.stderr,
      /administrator's password of amqp-broker is another than that of generation 2/,
    );
    await stack.prepare({ "slipway:passwords": { generation: 4 } });
    const skipped = await stack.attempt("preview");
    assert.notEqual(skipped.status, 0);
    assert.match(
      skipped.stdout + skipped.stderr,
      /passwords\.generation is 4, but .* must be 2, or 3/,
    );
    await stack.prepare();
  });

  it("holds after a restart of each store, on the volume that it has", async () => {
    const stores = Object.keys(clients);
    const uids = new Map((await pods()).map(({ name, uid }) => [name, uid]));
    await kubectl(["delete", "pod", ...stores.map((store) => `${store}-0`)]);
    await eventually("every store serves again", 180, async () => {
      const now = (await pods()).filter(({ app }) => stores.includes(app));
      const anew = now.filter(({ name, uid, ready }) => ready && uids.get(name) !== uid);
      return anew.length === stores.length;
    });
    const now = await logins();
    assert.deepEqual(await letIn(now), names(now));
    assert.deepEqual(await letIn(old), []);
    await eventually("bookings are taken again", 60, async () => {
      const body = { eventId: event, seats: 1 };
      return (await call("POST", "/bookings", { token: someone.token, body })).status === 201;
    });
  });

  it("goes on by the next update where it was interrupted", async () => {
    old = await logins();
    const stack = devStack();
    configureGeneration("dev", 3);
    await stack.prepare();
    const log = path.join(os.tmpdir(), `slipway-rotation-${process.pid}`);
    await underLoad("a rotation that is interrupted, and its end", async () => {
      const interrupt = new AbortController();
      const up = stack.up(["--yes", "--skip-preview"], log, interrupt.signal);
      const interrupted = assert.rejects(up);
      // The broker's administrator has the new password by then, and services the old ones.
      await eventually("an account of the next generation", 120, async () => {
        const jobs = await kubectl(["get", "jobs", "--output=json"]);
        const { items } = JSON.parse(jobs) as { items: AccountJob[] };
        return items.some(
          ({ metadata, spec, status }) =>
            metadata.name.startsWith("eventservice-amqp-broker-account") &&
            spec.template.spec.containers[0]?.env?.some(
              ({ name, value }) => name === "GENERATION" && value === "3",
            ) === true &&
            (status.succeeded ?? 0) > 0,
        );
      });
      interrupt.abort("SIGINT");
      await interrupted;
      await stack.ask("up", "--yes", "--skip-preview");
    });
    const now = await logins();
    assert.deepEqual(await letIn(now), names(now));
    assert.deepEqual(await letIn(old), []);
  });
});

interface AccountJob {
  metadata: { name: string };
  spec: { template: { spec: { containers: { env?: { name: string; value?: string }[] }[] } } };
  status: { succeeded?: number };
}
