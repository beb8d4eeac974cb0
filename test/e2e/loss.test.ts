import * as assert from "node:assert/strict";
import { allSeatsLeft, bookSoon, createEvent } from "./booking";
import { eventually, kubectl, pods } from "./cluster";
import { type Person, person } from "./person";
import { timed } from "./stages";

/** How many events are made while the broker and the consumers are killed, five times each. */
const events = 500;
const kills = 5;

describe("MyEvents under kills", () => {
  let someone: Person;

  before(async () => {
    someone = await person();
  });

  it("loses no event and counts none twice, whoever is killed meanwhile", async () => {
    await timed(`${events} events, ${kills} kills of the broker and of the consumers`, async () => {
      const made: string[] = [];
      const making = (async () => {
        while (made.length < events) {
          const batch = Array.from({ length: Math.min(5, events - made.length) }, () =>
            createEvent(someone.token, "Storm", 7),
          );
          made.push(...(await Promise.all(batch)));
        }
      })();
      const killing = ["amqp-broker", "bookingservice"].map(async (app) => {
        for (let round = 0; round < kills; round++) await kill(app);
      });
      await Promise.all([making, ...killing]);
      await eventually("the broker is back", 120, async () =>
        (await pods()).every(({ ready }) => ready),
      );

      const bookings = new Set<string>();
      // The oldest first: the booking service knows of it by now, and nobody asks in vain.
      const queue = [...made];
      const booking = Array.from({ length: 5 }, async () => {
        for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
          bookings.add(await bookSoon(someone.token, event, 2));
        }
      });
      await Promise.all(booking);
      assert.equal(bookings.size, events);
      await eventually("every event has five seats left", 480, async () => {
        const left = await allSeatsLeft();
        return made.every((event) => left.get(event) === 5);
      });
    });
    // The stand-in for MongoDB reads all events to change one.
  }).timeout(1_800_000);
});

/** Ends a pod of an app without warning. */
async function kill(app: string): Promise<void> {
  const [pod] = await pods(app);
  if (pod === undefined) return;
  await kubectl(["delete", "pod", pod.name, "--grace-period=0", "--force"]);
  await eventually(`another pod of ${app} serves`, 120, async () => {
    const now = await pods(app);
    return now.every(({ uid, ready }) => uid !== pod.uid && ready);
  });
}
