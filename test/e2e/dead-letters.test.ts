import * as assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { book, bookSoon } from "./booking";
import { eventually } from "./cluster";
import { npm } from "./npm";
import { person } from "./person";
import { publish } from "./publish";

interface Letter {
  queue: string;
  id: string;
  type: string;
  tries: number;
  reason: string;
  replayed: boolean;
}

async function deadLetters(...args: string[]): Promise<Letter[]> {
  const { status, stdout, stderr } = await npm("dead-letters", "dev", "--json", ...args);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Letter[];
}

/** That with an id; none while it is elsewhere. */
async function letter(id: string): Promise<Letter | undefined> {
  return (await deadLetters()).find((one) => one.id === id);
}

describe("dead letters", () => {
  const queue = "bookingservice.dead";

  it("are listed with why, and die again where that has not changed", async () => {
    const id = randomUUID();
    const message = { routing_key: "event.created.v1", payload: "{not JSON" };
    await publish("eventservice", { ...message, properties: { message_id: id } });
    await eventually("it is given up", 60, async () => (await letter(id)) !== undefined);
    const { reason, tries, ...found } = (await letter(id)) ?? assert.fail("it is gone");
    assert.deepEqual([found.queue, tries, reason], [queue, 1, "not JSON"]);

    const replayed = await deadLetters("--queue", queue, "--replay", id);
    assert.deepEqual(
      replayed.filter((one) => one.replayed).map((one) => one.id),
      [id],
    );
    await eventually("it is given up again", 60, async () => (await letter(id)) !== undefined);
  });

  it("are handled once they are put back, when what they died of is gone", async () => {
    const { token } = await person();
    const [id, eventId] = [randomUUID(), randomUUID()];
    const type = "event.created";
    const data = {
      ...{ eventId, name: "Encore", capacity: 3, timeZone: "UTC" },
      ...{ start: "2027-05-01T19:30:00.000Z", end: "2027-05-01T22:00:00.000Z" },
    };
    // As a release left it that failed on it.
    await publish(queue, {
      routing_key: "event.created.v1",
      payload: JSON.stringify({ id, type, version: 1, time: new Date().toISOString(), data }),
      properties: {
        message_id: id,
        type,
        headers: { "x-dead-reason": "a mistake since mended", "x-dead-tries": 5 },
      },
    });
    const listed = await letter(id);
    assert.deepEqual([listed?.type, listed?.reason], [type, "a mistake since mended"]);
    assert.equal((await book(token, eventId, 1)).status, 404);

    await deadLetters("--queue", queue, "--replay", id);
    await bookSoon(token, eventId, 1);
    assert.equal(await letter(id), undefined);
  });
});
