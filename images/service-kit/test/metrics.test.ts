import assert from "node:assert/strict";
import { createApp } from "../src/create-app.ts";
import { createLogger } from "../src/logger.ts";
import { MessagingMetrics } from "../src/messaging/messaging-metrics.ts";
import { measureOutboxes } from "../src/mongodb/outbox-metrics.ts";

describe("/metrics", () => {
  it("names everything as Prometheus's conventions want: base units, and _total for what only grows", async () => {
    const outbox = { name: "things", pending: async () => 1, since: async () => new Date() };
    const app = await createApp({
      title: "test",
      dependencies: [],
      log: createLogger("silent"),
      routes: (_, registry) => {
        new MessagingMetrics().register(registry);
        measureOutboxes(registry, [outbox]);
      },
    });
    const { body } = await app.inject("/metrics");
    await app.close();
    const families = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type]) => ({
      name,
      type,
    }));
    const named = (name: string) => families.find((family) => family.name === name)?.type;
    assert.equal(named("http_request_duration_seconds"), "histogram");
    assert.equal(named("message_handling_duration_seconds"), "histogram");
    assert.equal(named("messages_dead_total"), "counter");
    assert.equal(named("outbox_oldest_seconds"), "gauge");
    for (const { name, type } of families) {
      assert.match(name, /^[a-z][a-z0-9_]*$/);
      assert.equal(
        name.endsWith("_total"),
        type === "counter" || /^nodejs_active_.*_total$/.test(name),
        name,
      );
      assert.doesNotMatch(name, /_(ms|milliseconds|minutes|kilobytes|megabytes|percent)(_|$)/);
      if (type === "histogram") assert.match(name, /_(seconds|bytes)$/);
    }
  });
});
