import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry } from "prom-client";
import { Dependency } from "../../src/dependency.ts";
import { Failure } from "../../src/failure.ts";
import { createLogger } from "../../src/logger.ts";
import { addToOutbox, outboxOf, type WithOutbox } from "../../src/mongodb/outbox-document.ts";
import { measureOutboxes } from "../../src/mongodb/outbox-metrics.ts";
import { pauseAfter } from "../../src/mongodb/outbox-pause.ts";
import { Outbox } from "../../src/mongodb/outbox.ts";
import { MongoDouble } from "../doubles/mongo-double.ts";
import { until } from "../doubles/replica.ts";

interface Entry {
  id: string;
  at: Date;
}

const log = createLogger("silent");

describe("Outbox, of what is refused", () => {
  let mongo: MongoDouble;
  let database: Dependency;
  let outbox: Outbox<Entry>;
  let tried: string[];
  let refuse: (id: string) => Error | undefined;

  beforeEach(async () => {
    mongo = new MongoDouble();
    tried = [];
    refuse = (id) => (id.startsWith("bad") ? new Error("refused") : undefined);
    const link = mongo.connect(async () => {});
    database = new Dependency("mongodb", link, log);
    database.start();
    await until(() => database.up);
    const deliver = async ({ id }: Entry) => {
      tried.push(id);
      const error = refuse(id);
      if (error) throw error;
    };
    const args = { name: "things", database, target: database, documents, log, deliver };
    outbox = new Outbox<Entry>(args);
  });

  afterEach(async () => {
    await outbox.stop();
    await database.stop();
  });

  const documents = () => mongo.connect(async () => {}).collection<WithOutbox<Entry>>("things");
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  const write = (_id: string, ...entries: Entry[]) =>
    documents().insertOne({ _id, ...outboxOf(...entries) });
  const stored = (_id: string) =>
    mongo.all<WithOutbox<Entry>>("things").find((document) => document._id === _id);
  const isEmpty = (_id: string) => Object.keys(stored(_id)?.outbox ?? { gone: 1 }).length === 0;

  it("sends the one that stands behind a hundred refused ones, and tries each of them once by then", async () => {
    for (let n = 0; n < 100; n += 1) await write(`a${n}`, { id: `bad${n}`, at: ago(100) });
    await write("good", { id: "good", at: ago(1) });
    outbox.start();
    await until(() => isEmpty("good"), 3_000);
    assert.equal(new Set(tried).size, 101);
    assert.ok(tried.length < 150, `${tried.length} tries`);
  });

  it("tries again later each time, and starts over with nothing", async () => {
    await write("d", { id: "bad", at: ago(1) });
    outbox.start();
    const tries = () => stored("d")?.outboxState?.tries?.["bad"]?.count;
    await until(() => tries() === 2);
    assert.equal(tried.length, 2);
    const due = Number(stored("d")?.outboxState?.tries?.["bad"]?.due) - Date.now();
    assert.ok(due > 1_500 && due <= 4_000, `due in ${due} ms`);
    refuse = () => undefined;
    await until(() => isEmpty("d"));
    assert.deepEqual(stored("d"), { _id: "d", outbox: {} });
  });

  it("lets a refused entry hold up no other of its document", async () => {
    await write("d", { id: "bad", at: ago(1) });
    outbox.start();
    await until(() => tried.length === 1);
    await sleep(100);
    await documents().updateOne({ _id: "d" }, addToOutbox({ id: "good", at: new Date() }));
    await until(() => tried.includes("good"));
    await until(() => stored("d")?.outbox["good"] === undefined);
    assert.ok(stored("d")?.outbox["bad"]);
  });

  it("counts no try while what it needs is out of reach", async () => {
    refuse = () => new Failure(503, "unavailable", "gone");
    await write("d", { id: "e", at: ago(1) });
    outbox.start();
    await until(() => tried.length >= 2);
    assert.equal(stored("d")?.outboxState?.tries, undefined);
  });

  it("waits from 1 s to 5 min, twice as long each time, and never the same", () => {
    for (let tries = 1; tries < 2_000; tries += 1) {
      const whole = Math.min(300_000, 1_000 * 2 ** tries);
      const pause = pauseAfter(tries);
      assert.ok(pause >= whole / 2 && pause <= whole, `${pause} ms after ${tries}`);
    }
    assert.notEqual(pauseAfter(9), pauseAfter(9));
  });

  it("shows how much is waiting, and for how long", async () => {
    const registry = new Registry();
    measureOutboxes(registry, [outbox]);
    assert.match(await registry.metrics(), /outbox_oldest_seconds\{outbox="things"\} 0\n/);
    await write("d1", { id: "bad1", at: ago(90) });
    await write("d2", { id: "bad2", at: ago(10) });
    outbox.start();
    await until(() => tried.length === 2);
    await sleep(50);
    const text = await registry.metrics();
    assert.match(text, /outbox_pending_documents\{outbox="things"\} 2/);
    assert.match(text, /outbox_oldest_seconds\{outbox="things"\} 9\d/);
  });
});
