import * as assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { call } from "./api";
import { book, bookSoon, createEvent, seatsLeft } from "./booking";
import { eventually, kubectl, pods } from "./cluster";
import { type Person, person } from "./person";
import { publish } from "./publish";
import { record, timed } from "./stages";

describe("MyEvents", () => {
  let someone: Person;

  before(async () => {
    someone = await person();
  });

  it("carries an event to the booking service, and a booking back", async () => {
    await timed("event, booking, seats", async () => {
      const event = await createEvent(someone.token, "Concert", 10);
      const booking = await bookSoon(someone.token, event, 3);
      await eventually("seven seats are left", 30, async () => (await seatsLeft(event)) === 7);
      const mine = await call("GET", "/bookings", { token: someone.token });
      assert.ok(mine.text.includes(booking));
      const gone = await call("DELETE", `/bookings/${booking}`, { token: someone.token });
      assert.ok([200, 204].includes(gone.status), gone.text);
      await eventually("all seats are free", 30, async () => (await seatsLeft(event)) === 10);
    });
  });

  it("lists the event that is next first, page by page, and none of them as past", async () => {
    const ids = [
      await createEvent(someone.token, "Second", 1, 2),
      await createEvent(someone.token, "First", 1, 1),
    ].reverse();
    const first = await call("GET", "/events?limit=1");
    const page = first.body as { items: { id: string }[]; next: string };
    assert.equal(page.items[0]?.id, ids[0]);
    const second = await call("GET", `/events?limit=1&cursor=${page.next}`);
    assert.equal((second.body as typeof page).items[0]?.id, ids[1]);
    const past = await call("GET", "/events?when=past");
    assert.deepEqual((past.body as typeof page).items, []);
  });

  it("takes bookings of people who are logged in, and shows each their own", async () => {
    const event = await createEvent(someone.token, "Private", 5);
    assert.equal(
      (await call("POST", "/bookings", { body: { eventId: event, seats: 1 } })).status,
      401,
    );
    const booking = await bookSoon(someone.token, event, 1);
    const other = await person();
    assert.ok(!(await call("GET", "/bookings", { token: other.token })).text.includes(booking));
    const theft = await call("DELETE", `/bookings/${booking}`, { token: other.token });
    assert.equal(theft.status, 404);
  });

  it("lets an event's owner alone change and cancel it, and nobody book what is cancelled", async () => {
    const event = await createEvent(someone.token, "Recital", 3);
    await bookSoon(someone.token, event, 2);
    await eventually("one seat is left", 30, async () => (await seatsLeft(event)) === 1);
    const path = `/events/${event}`;
    assert.equal((await call("PATCH", path, { body: { capacity: 5 } })).status, 401);
    const other = await person();
    for (const [method, body] of [["PATCH", { capacity: 5 }] as const, ["DELETE"] as const]) {
      assert.equal((await call(method, path, { token: other.token, body })).status, 403);
    }
    const { token } = someone;
    assert.equal((await call("PATCH", path, { token, body: { capacity: 1 } })).status, 409);
    assert.equal((await call("PATCH", path, { token, body: { capacity: 5 } })).status, 200);
    await eventually("the new seats can be booked", 30, async () => {
      return (await book(other.token, event, 3)).status === 201;
    });
    assert.equal((await call("DELETE", path, { token })).status, 204);
    assert.equal((await call("GET", path)).body?.["status"], "cancelled");
    await eventually("nobody can book any more", 30, async () => {
      const answer = await book(other.token, event, 1);
      const { code } = answer.body?.["error"] as { code: string };
      return answer.status === 409 && code === "event_cancelled";
    });
  });

  it("does once what is sent again by its key", async () => {
    const { token } = someone;
    const event = await createEvent(token, "Premiere", 4);
    await bookSoon(token, event, 1);
    const headers = { "idempotency-key": randomUUID() };
    const again = (seats: number) =>
      call("POST", "/bookings", { token, headers, body: { eventId: event, seats } });
    const first = await again(2);
    assert.equal(first.status, 201, first.text);
    const repeated = await again(2);
    assert.deepEqual([repeated.status, repeated.body?.["id"]], [201, first.body?.["id"]]);
    assert.equal((await again(1)).status, 422);
    await eventually("one seat is left", 30, async () => (await seatsLeft(event)) === 1);
  });

  it("sells 50 seats to exactly 50 of 100 who ask at once", async () => {
    await timed("100 bookings at once", async () => {
      const event = await createEvent(someone.token, "Race", 50);
      const first = await bookSoon(someone.token, event, 1);
      await call("DELETE", `/bookings/${first}`, { token: someone.token });
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => book(someone.token, event, 1)),
      );
      const counts = new Map<number, number>();
      for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
      assert.deepEqual([...counts].sort(), [
        [201, 50],
        [409, 50],
      ]);
      await eventually("no seat is left", 30, async () => (await seatsLeft(event)) === 0);
    });
  });

  it("accepts events and bookings without the broker, and announces them later", async () => {
    const event = await createEvent(someone.token, "Before", 9);
    await bookSoon(someone.token, event, 1);
    await kubectl(["scale", "statefulset/amqp-broker", "--replicas=0"]);
    await kubectl(["wait", "--for=delete", "pod/amqp-broker-0", "--timeout=120s"]);
    const later = await createEvent(someone.token, "Meanwhile", 4);
    assert.equal((await book(someone.token, event, 2)).status, 201);
    await kubectl(["scale", "statefulset/amqp-broker", "--replicas=1"]);
    await eventually("the broker serves", 120, async () => {
      const [broker] = await pods("amqp-broker");
      return broker?.ready ?? false;
    });
    const back = Date.now();
    await bookSoon(someone.token, later, 1);
    record("announced after the broker's return", `${((Date.now() - back) / 1000).toFixed(1)} s`);
    await eventually("both bookings are counted", 30, async () => (await seatsLeft(event)) === 6);
  });

  it("puts a message that nobody can read into the dead-letter queue, and goes on", async () => {
    const dead = async () => {
      const queues = await kubectl([
        "exec",
        "amqp-broker-0",
        "--",
        "rabbitmqctl",
        "--quiet",
        "list_queues",
        "name",
        "messages",
      ]);
      return Number(/^bookingservice\.dead\s+(\d+)/m.exec(queues)?.[1]);
    };
    const before = await dead();
    await publish("eventservice", { routing_key: "event.created.v1", payload: "{not JSON" });
    await eventually(
      "it is in the dead-letter queue",
      60,
      async () => (await dead()) === before + 1,
    );
    await bookSoon(someone.token, await createEvent(someone.token, "After", 1), 1);
  });
});
