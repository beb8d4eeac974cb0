import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Dependency, type Link } from "../src/dependency.ts";
import { createLogger } from "../src/logger.ts";

const silent = createLogger("silent");
const timing = { call: 50, ping: 50, open: 50, whileUp: 20, whileDown: 10 };
const never = () => new Promise<never>(() => {});

class Outage extends Error {}

/** A store that can be there, refuse, or answer nothing. */
class FakeLink implements Link {
  state: "there" | "refusing" | "swallowing" = "there";
  opened = 0;
  dropped = 0;

  async open() {
    await this.answer();
    this.opened += 1;
  }
  ping() {
    return this.answer();
  }
  drop() {
    this.dropped += 1;
  }
  async close() {}
  isOutage(error: unknown) {
    return error instanceof Outage;
  }
  async answer() {
    if (this.state === "refusing") throw new Outage("refused");
    if (this.state === "swallowing") await never();
  }
}

async function until(condition: () => boolean) {
  const end = performance.now() + 2_000;
  while (!condition()) {
    assert.ok(performance.now() < end, "it did not come to that within 2 s");
    await sleep(2);
  }
}

describe("Dependency", () => {
  let link: FakeLink;
  let dependency: Dependency;

  beforeEach(() => {
    link = new FakeLink();
    dependency = new Dependency("store", link, silent, timing);
  });

  afterEach(() => dependency.stop());

  for (const state of ["refusing", "swallowing"] as const) {
    it(`is reached once the store, ${state} at first, is there`, async () => {
      link.state = state;
      dependency.start();
      await sleep(100);
      assert.equal(dependency.reached, false);
      link.state = "there";
      await until(() => dependency.up);
      assert.equal(dependency.reached, true);
    });

    it(`notices by itself that the store is ${state}, stays reached, and opens it anew`, async () => {
      dependency.start();
      await until(() => dependency.up);
      link.state = state;
      await until(() => !dependency.up);
      assert.equal(dependency.reached, true);
      assert.ok(link.dropped > 0);
      link.state = "there";
      await until(() => dependency.up);
      assert.equal(link.opened, 2);
    });
  }

  it("answers 503 with Retry-After after the deadline, and at once when a ping has told why", async () => {
    // By themselves they come too late: the deadline has to bring the ping about.
    const rarePings = { ...timing, whileUp: 10_000 };
    dependency = new Dependency("store", link, silent, rarePings);
    dependency.start();
    await until(() => dependency.up);
    link.state = "swallowing";
    let aborted = false;
    const work = ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      return link.answer();
    };
    await assert.rejects(dependency.use(work), { status: 503, retryAfter: 2 });
    assert.ok(aborted, "whoever holds the connection must hear of the deadline");
    await until(() => !dependency.up);
    const start = performance.now();
    await assert.rejects(dependency.use(work), { status: 503 });
    assert.ok(performance.now() - start < timing.call / 2);
  });

  it("lets a slow call fail alone", async () => {
    dependency.start();
    await until(() => dependency.up);
    const beside = dependency.use(async () => {
      await sleep(timing.call * 0.9);
      return "served";
    });
    await assert.rejects(dependency.use(never), { status: 503, code: "overloaded" });
    assert.equal(await beside, "served");
    await sleep(timing.ping * 2);
    assert.deepEqual([dependency.up, link.opened], [true, 1]);
  });

  it("does so much at a time, lets so much wait, and refuses the rest at once", async () => {
    dependency = new Dependency("store", link, silent, {
      ...{ ...timing, call: 1_000 },
      ...{ concurrency: 2, maxWaiting: 3 },
    });
    dependency.start();
    await until(() => dependency.up);
    let atOnce = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (atOnce += 1));
      await sleep(20);
      atOnce -= 1;
    };
    const uses = Array.from({ length: 9 }, () => dependency.use(work));
    for (const refused of uses.slice(5)) {
      await assert.rejects(refused, { status: 503, code: "overloaded", retryAfter: 2 });
    }
    assert.equal(atOnce, 2, "what is refused waits for nothing");
    await Promise.all(uses.slice(0, 5));
    assert.equal(most, 2);
  });

  it("lets nobody wait for longer than that, nor for a store that is lost meanwhile", async () => {
    dependency = new Dependency("store", link, silent, {
      ...{ ...timing, whileUp: 10_000, call: 10_000 },
      ...{ concurrency: 1, wait: 40 },
    });
    dependency.start();
    await until(() => dependency.up);
    let fail = (_error: Error) => {};
    const held = dependency.use(() => new Promise((_, reject) => (fail = reject)));
    await assert.rejects(dependency.use(never), { status: 503, code: "overloaded" });
    const waiting = dependency.use(never);
    fail(new Outage("gone"));
    await assert.rejects(held, { status: 503, code: "unavailable" });
    await assert.rejects(waiting, { status: 503, code: "unavailable" });
  });

  it("does not take a wrong statement for an outage", async () => {
    dependency.start();
    await until(() => dependency.up);
    const mistake = new Error("syntax");
    await assert.rejects(
      dependency.use(() => Promise.reject(mistake)),
      mistake,
    );
    assert.equal(dependency.up, true);
  });

  it("does not let a call from before an outage report the connection made after it", async () => {
    dependency = new Dependency("store", link, silent, { ...timing, call: 1_000 });
    dependency.start();
    await until(() => dependency.up);
    let fail = (_error: Error) => {};
    const old = dependency.use(() => new Promise((_, reject) => (fail = reject)));
    link.state = "refusing";
    await until(() => !dependency.up);
    link.state = "there";
    await until(() => dependency.up);
    fail(new Outage("late"));
    await assert.rejects(old, { status: 503 });
    assert.equal(dependency.up, true);
  });
});
