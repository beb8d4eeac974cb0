import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Dependency } from "../../src/dependency.ts";
import { Failure } from "../../src/failure.ts";
import { createLogger } from "../../src/logger.ts";
import { outboxOf, type WithOutbox } from "../../src/mongodb/outbox-document.ts";
import { Outbox } from "../../src/mongodb/outbox.ts";
import { MongoDouble } from "../doubles/mongo-double.ts";
import { gate, until } from "../doubles/replica.ts";

interface Entry {
  id: string;
  at: Date;
  n: number;
}

const at = new Date();
const entry = (n: number): Entry => ({ id: `e${n}`, at, n });

const log = createLogger("silent");

describe("Outbox", () => {
  let mongo: MongoDouble;
  let database: Dependency;
  let delivered: number[];
  let deliver: (entry: Entry) => Promise<void>;
  let started: Outbox<Entry>[];

  beforeEach(async () => {
    mongo = new MongoDouble();
    delivered = [];
    started = [];
    deliver = async ({ n }) => void delivered.push(n);
    database = new Dependency("mongodb", link, log);
    database.start();
    await until(() => database.up);
  });

  afterEach(async () => {
    mongo.up = true;
    mongo.onWrite = () => {};
    for (const outbox of started) await outbox.stop();
    await database.stop();
  });

  // A new one for each test, behind one name.
  const link = {
    open: () => mongo.connect(async () => {}).open(never),
    ping: async () => {},
    drop: () => {},
    close: async () => {},
    isOutage: (error: unknown) => mongo.connect(async () => {}).isOutage(error),
  };
  const never = new AbortController().signal;
  const documents = () => mongo.connect(async () => {}).collection<WithOutbox<Entry>>("things");

  function start(): Outbox<Entry> {
    const args = { name: "things", database, target: database, documents, log };
    const outbox = new Outbox<Entry>({ ...args, deliver: (entry) => deliver(entry) });
    started.push(outbox);
    outbox.start();
    return outbox;
  }

  async function write(count: number, from = 0): Promise<void> {
    for (let n = from; n < from + count; n += 1) {
      await documents().insertOne({ _id: `d${n}`, ...outboxOf(entry(n)) });
    }
  }

  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
  const sorted = () => [...new Set(delivered)].sort((a, b) => a - b);
  const pending = () =>
    mongo.all<WithOutbox<Entry>>("things").flatMap(({ outbox }) => Object.values(outbox)).length;

  it("passes on what was written, more than a batch of it, once each, and takes it out", async () => {
    await write(250);
    start();
    await until(() => pending() === 0);
    assert.deepEqual(
      delivered.toSorted((a, b) => a - b),
      numbers(250),
    );
  });

  it("shares what is left between replicas", async () => {
    deliver = async ({ n }) => {
      await sleep(1);
      delivered.push(n);
    };
    await write(250);
    start();
    start();
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(250));
    assert.ok(delivered.length < 350, `${delivered.length} deliveries of 250 entries`);
  });

  it("passes on at once what it is told of, once", async () => {
    const outbox = start();
    await sleep(50);
    await write(1);
    outbox.pass("d0", entry(0));
    outbox.pass("d0", entry(0));
    await until(() => pending() === 0, 1_000);
    assert.deepEqual(delivered, [0]);
  });

  it("passes nothing on twice at a time, whether found or told of first", async () => {
    const answer = gate();
    deliver = async ({ n }) => {
      delivered.push(n);
      await answer.opened;
    };
    await write(1);
    const outbox = start();
    await until(() => delivered.length === 1);
    outbox.pass("d0", entry(0));
    await sleep(20);
    answer.open();
    await until(() => pending() === 0);
    assert.deepEqual(delivered, [0]);
  });

  it("leaves what is written faster than it is passed on to a later look", async () => {
    const answer = gate();
    deliver = async ({ n }) => {
      await answer.opened;
      delivered.push(n);
    };
    const outbox = start();
    await sleep(20);
    for (const n of numbers(250)) outbox.pass(`d${n}`, entry(n));
    answer.open();
    await until(() => delivered.length >= 100);
    await sleep(50);
    assert.deepEqual(sorted(), numbers(100));
    await write(250);
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(250));
  });

  it("passes on what an earlier process left behind", async () => {
    await write(3);
    start();
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(3));
  });

  it("keeps what could not be passed on, and does not let it hold up the rest", async () => {
    let refused = true;
    deliver = async ({ n }) => {
      if (refused && n === 1) throw new Error("refused");
      delivered.push(n);
    };
    await write(4);
    start();
    await until(() => delivered.length === 3);
    assert.deepEqual(sorted(), [0, 2, 3]);
    await sleep(50);
    assert.equal(pending(), 1);
    refused = false;
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(4));
  });

  it("waits for what is out of reach and goes on by itself", async () => {
    let out = true;
    deliver = async ({ n }) => {
      if (out) throw new Failure(503, "unavailable", "gone");
      delivered.push(n);
    };
    await write(2);
    start();
    await sleep(50);
    out = false;
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(2));
  });

  it("leaves a slow database the time to answer its ping", async () => {
    // One write or ping after another, and what waits for its turn fails with its connection.
    let queue = Promise.resolve();
    let connection = 0;
    const turn = async () => {
      const mine = connection;
      await (queue = queue.then(() => sleep(5)));
      if (mine !== connection) throw new Failure(503, "unavailable", "the connection was dropped");
    };
    await database.stop();
    database = new Dependency(
      "mongodb",
      { ...link, ping: turn, drop: () => void (connection += 1) },
      log,
      { ping: 150, whileUp: 10, whileDown: 10 },
    );
    await write(60);
    mongo.onWrite = (when) => (when === "before" ? turn() : undefined);
    database.start();
    await until(() => database.up);
    start();
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(60));
    assert.ok(delivered.length < 75, `${delivered.length} deliveries of 60 entries`);
  });

  it("passes on nothing that it could not take out", async () => {
    const outbox = start();
    mongo.up = false;
    await assert.rejects(database.use(() => documents().countDocuments({})));
    outbox.pass("d0", entry(0));
    await sleep(50);
    assert.deepEqual(delivered, []);
  });

  it("takes every entry out, whoever passes it on, and whatever is lost", async () => {
    await write(20);
    let lost = 0;
    mongo.onWrite = (when) => {
      lost += 1;
      if (when === "after" && lost % 7 === 0) throw new Error("the answer was lost");
    };
    start();
    start();
    await until(() => pending() === 0);
    assert.deepEqual(sorted(), numbers(20));
  });

  it("ends with a last look", async () => {
    const outbox = start();
    await sleep(20);
    await write(2);
    await outbox.stop();
    assert.deepEqual(sorted(), numbers(2));
  });
});
