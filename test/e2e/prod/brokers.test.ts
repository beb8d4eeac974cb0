import * as assert from "node:assert/strict";
import { allSeatsLeft, bookSoon, createEvent } from "../booking";
import { eventually, kubectl, kubectlAttempt, pods, secretEnv } from "../cluster";
import { person } from "../person";
import { record, timed } from "../stages";
import { ConfirmedMessages } from "./confirmed-messages";

const brokers = ["amqp-broker-0", "amqp-broker-1", "amqp-broker-2"];
/** Milliseconds between two events, and the most that are made. */
const pace = 250;
const most = 400;

describe("three brokers", () => {
  it("form one cluster", async () => {
    const { running_nodes: running } = JSON.parse(
      await inBroker("rabbitmqctl", "--quiet", "cluster_status", "--formatter=json"),
    ) as { running_nodes: string[] };
    assert.equal(running.length, brokers.length);
  });

  it("lose no confirmed message, and the product no event, while each of them is killed in turn", async () => {
    const someone = await person();
    const messages = new ConfirmedMessages(await adminUrl());
    let killing = true;
    const making = (async () => {
      const made: string[] = [];
      while (killing && made.length < most) {
        made.push(await createEvent("Storm", 7));
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
  return kubectl(["exec", "amqp-broker-0", "--", ...command]);
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
