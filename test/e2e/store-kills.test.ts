import * as assert from "node:assert/strict";
import { AcknowledgedWrites, type Ledger, type Victim } from "./acknowledged-writes";
import { admit, dismiss } from "./admission";
import { eventually, kubectl, kubectlAttempt, pods, secretEnv } from "./cluster";
import { MongoDbLedger, MySqlLedger, RabbitMqLedger, RedisLedger } from "./ledgers";
import { killServer } from "./server-processes";
import { record, timed } from "./stages";

const kills = 20;
/** Milliseconds after which no store is killed any more. */
const longest = 420_000;
/** What this run writes to, so that it finds nothing of another one's. */
const name = `kills_${Date.now().toString(36)}`;
const queue = `eventservice.${name}`;

/** The one server of a store, killed as by a crash. */
class StoreServer implements Victim {
  private readonly pod: string;
  private uid = "";

  constructor(store: string) {
    this.pod = `${store}-0`;
  }

  async find(): Promise<string> {
    const address = "--for=jsonpath={.status.podIP}";
    const command = ["wait", `pod/${this.pod}`, address, "--timeout=30s", "--output=json"];
    let ip = "";
    // Until the StatefulSet has made it, there is none to wait for.
    await eventually(`${this.pod} has an address`, 90, async () => {
      const { status, stdout } = await kubectlAttempt(command);
      if (status !== 0) return false;
      const { metadata, status: now } = JSON.parse(stdout) as {
        metadata: { uid: string };
        status: { podIP: string };
      };
      [this.uid, ip] = [metadata.uid, now.podIP];
      return true;
    });
    return ip;
  }

  async kill(): Promise<void> {
    assert.ok((await killServer(this.uid)) > 0, `nothing of ${this.pod} was there to be killed`);
  }

  /**
   * The pod goes as well: the kubelet waits longer each time before it restarts a container. Not by force, after which
   * two servers would be on the one volume for as long as the kubelet takes to hear of it.
   */
  async replace(): Promise<void> {
    await kubectl(["delete", "pod", this.pod, "--grace-period=1"]);
  }
}

/** The stores, each as one of its users has it. */
async function ledgers(): Promise<Record<string, Ledger>> {
  const [mysql, user, events] = await Promise.all(
    ["statefulset/mysql-for-user", "deployment/user", "deployment/eventservice"].map(secretEnv),
  );
  const account = {
    username: user?.["REDIS_USERNAME"] ?? "",
    password: user?.["REDIS_PASSWORD"] ?? "",
  };
  return {
    "mysql-for-user": new MySqlLedger(mysql?.["MYSQL_ROOT_PASSWORD"] ?? "", name),
    "redis-for-user": new RedisLedger(account, `user:${name}`),
    "events-db": new MongoDbLedger(events?.["MONGO_URL"] ?? "", name),
    "amqp-broker": new RabbitMqLedger(events?.["AMQP_BROKER_URL"] ?? "", queue),
  };
}

/**
 * A broker writes down which queues it has up to a second after they were declared. Killed before that, it begins them
 * anew, without the messages that it has confirmed ("Starting member as a new one" in its log): a broker that is alone
 * keeps what is confirmed from then on.
 */
async function writtenDown(): Promise<void> {
  const find = ["grep", "-rqF", "--include=names.dets", queue, "/var/lib/rabbitmq/mnesia"];
  await eventually("the broker has written down the queue", 30, async () => {
    const { status } = await kubectlAttempt(["exec", "amqp-broker-0", "--", ...find]);
    return status === 0;
  });
}

async function drill(store: string, ledger: Ledger, signal: AbortSignal): Promise<void> {
  const writes = new AcknowledgedWrites(ledger, new StoreServer(store));
  try {
    await writes.begin();
    if (store === "amqp-broker") await writtenDown();
    await timed(`${store}, killed ${kills} times`, () => writes.under(kills, signal));
    const lost = await writes.lost();
    assert.equal(lost.length, 0, `${lost.length} of ${writes.count}, from ${lost[0]} on, are lost`);
  } finally {
    record(`writes that ${store} has acknowledged meanwhile`, String(writes.count));
    ledger.drop();
  }
}

describe("a store that is killed while it is written to", () => {
  let all: Record<string, Ledger>;

  before(async () => {
    all = await ledgers();
    await admit(...Object.keys(all));
  });
  after(async () => {
    await dismiss();
    await eventually("every pod is ready", 180, async () =>
      (await pods()).every(({ ready }) => ready),
    );
  });

  it(`has all that it has acknowledged, after ${kills} kills`, async () => {
    const signal = AbortSignal.timeout(longest);
    // Beside each other: a server that starts waits more than it computes.
    const drills = Object.entries(all).map(async ([store, ledger]) => {
      const failure = await drill(store, ledger, signal).then(
        () => "none",
        (error: Error) => error.message,
      );
      return [store, failure];
    });
    const failures = Object.fromEntries(await Promise.all(drills)) as Record<string, string>;
    const none = Object.fromEntries(Object.keys(all).map((store) => [store, "none"]));
    assert.deepEqual(failures, none);
    // After the last kill it is written once more, and read.
  }).timeout(longest + 300_000);
});
