import * as assert from "node:assert/strict";
import { admit, dismiss } from "../admission";
import { allSeatsLeft, bookSoon, createEvent } from "../booking";
import { eventually, kubectl, kubectlAttempt, pods, secretEnv } from "../cluster";
import { person } from "../person";
import { record, timed } from "../stages";
import { ConfirmedMessages } from "./confirmed-messages";

const first = "amqp-broker-0";
const brokers = [first, "amqp-broker-1", "amqp-broker-2"];
/** Milliseconds between two events, and the most that are made. */
const pace = 250;
const most = 400;

describe("three brokers", () => {
  before(() => admit("amqp-broker"));
  after(dismiss);

  it("form one cluster", async () => {
    assert.equal((await runningNodes(first)).length, brokers.length);
  });

  it("lose no confirmed message, and the product no event, while each of them is killed in turn", async () => {
    const someone = await person();
    const messages = new ConfirmedMessages(await adminUrl());
    let killing = true;
    const making = (async () => {
      const made: string[] = [];
      while (killing && made.length < most) {
        made.push(await createEvent(someone.token, "Storm", 7));
        await new Promise((resolve) => setTimeout(resolve, pace));
      }
      return made;
    })();
    // Its failure is for the end: until then the brokers are being killed.
    making.catch(() => {});
    try {
      await timed("each broker killed, and back", async () => {
        for (const broker of brokers) await kill(broker);
      });
    } finally {
      killing = false;
      const confirmed = await messages.stop();
      record("messages confirmed meanwhile", String(confirmed));
      record("longest wait for a confirm", `${(messages.longestWait / 1000).toFixed(1)} s`);
    }
    assert.deepEqual(await messages.lost(), []);

    const made = await making;
    record("events made meanwhile", String(made.length));
    await timed("every one of them booked", async () => {
      const queue = [...made];
      const booking = Array.from({ length: 5 }, async () => {
        for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
          await bookSoon(someone.token, event, 2);
        }
      });
      await Promise.all(booking);
      await eventually("every event has five seats left", 60, async () => {
        const left = await allSeatsLeft();
        return made.every((event) => left.get(event) === 5);
      });
    });
  });

  it("are one cluster again where the first of them has lost its volume, and its messages are there", async () => {
    const messages = new ConfirmedMessages(await adminUrl());
    try {
      await inBroker("rm", "-rf", "/var/lib/rabbitmq/mnesia");
      await timed("a broker without its volume, and back", () => kill(first));
    } finally {
      await messages.stop();
    }
    assert.deepEqual(await messages.lost(), []);
    for (const broker of brokers) assert.equal((await runningNodes(broker)).length, brokers.length);
  });

  it("are not ready in a minority", async () => {
    const scale = (replicas: number) =>
      kubectl(["scale", "statefulset/amqp-broker", `--replicas=${replicas}`]);
    await scale(1);
    try {
      const others = brokers.filter((broker) => broker !== first);
      await kubectl(["delete", "pod", ...others, "--grace-period=0", "--force"]);
      await eventually("the broker that is left is not ready", 60, async () => {
        const left = await pods("amqp-broker");
        return left.length === 1 && left[0]?.ready === false;
      });
      const [alone] = await pods("amqp-broker");
      assert.equal(alone?.restarts, 0, "it is to live, and wait for the others");
    } finally {
      await scale(brokers.length);
    }
    await eventually("all brokers are ready", 180, async () => {
      const all = await pods("amqp-broker");
      return all.length === brokers.length && all.every(({ ready }) => ready);
    });
  });
});

/** Ends a broker without warning, and waits until it has caught up with the others. */
async function kill(broker: string): Promise<void> {
  const before = (await pods("amqp-broker")).find(({ name }) => name === broker);
  await kubectl(["delete", "pod", broker, "--grace-period=0", "--force"]);
  await eventually(`${broker} is back`, 120, async () => {
    const now = (await pods("amqp-broker")).find(({ name }) => name === broker);
    return now !== undefined && now.uid !== before?.uid && now.ready;
  });
  const caughtUp = ["rabbitmq-upgrade", "await_online_quorum_plus_one", "--timeout", "60"];
  await eventually(`${broker} has its part of every queue`, 90, async () => {
    const { status } = await kubectlAttempt(["exec", broker, "--", ...caughtUp]);
    return status === 0;
  });
}

function inBroker(...command: string[]): Promise<string> {
  return kubectl(["exec", first, "--", ...command]);
}

/** The brokers that run, as one of them sees it. */
async function runningNodes(broker: string): Promise<string[]> {
  const status = ["rabbitmqctl", "--quiet", "cluster_status", "--formatter=json"];
  const said = await kubectl(["exec", broker, "--", ...status]);
  return (JSON.parse(said) as { running_nodes: string[] }).running_nodes;
}

/** The brokers' Service, which this machine has a route to, for the administrator. */
async function adminUrl(): Promise<string> {
  const address = await kubectl([
    "get",
    "service/amqp-broker",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  const env = await secretEnv("statefulset/amqp-broker");
  return `amqp://admin:${env["RABBITMQ_DEFAULT_PASS"]}@${address}:5672`;
}
