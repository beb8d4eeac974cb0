const { drill } = require("./drills.cjs");

module.exports = {
  "node-option": ["import=tsx"],
  require: ["test/e2e/stages.ts"],
  spec: [
    "test/e2e/up.test.ts",
    "test/e2e/memory.test.ts",
    "test/e2e/images.test.ts",
    "test/e2e/edges.test.ts",
    "test/e2e/users.test.ts",
    "test/e2e/accounts.test.ts",
    // Before there are 500 events and their bookings: the stand-in for MongoDB reads all of a collection to answer for
    // some of it, and beside a busy `up` on two cores that takes too long.
    "test/e2e/drain.test.ts",
    "test/e2e/change.test.ts",
    "test/e2e/rollback.test.ts",
    ...drill(4, "test/e2e/rotation.test.ts"),
    "test/e2e/myevents.test.ts",
    "test/e2e/dead-letters.test.ts",
    "test/e2e/open.test.ts",
    "test/e2e/browser.test.ts",
    ...drill(1, "test/e2e/outage.test.ts"),
    "test/e2e/hello.test.ts",
    "test/e2e/parts.test.ts",
    ...drill(3, "test/e2e/round-trip.test.ts"),
    ...drill(2, "test/e2e/preview.test.ts"),
    "test/e2e/explain.test.ts",
    ...drill(1, "test/e2e/first-fill.test.ts"),
    ...drill(5, "test/e2e/interrupted.test.ts"),
    ...drill(2, "test/e2e/store-kills.test.ts"),
    ...drill(5, "test/e2e/lost-images.test.ts"),
    ...drill(6, "test/e2e/loss.test.ts"),
    "test/e2e/crash.test.ts",
    "test/e2e/destroy.test.ts",
    "test/e2e/render.test.ts",
    ...drill(1, "test/e2e/without-pulumi.test.ts"),
    // Beside an empty cluster: there is no room for the stack twice.
    ...drill(4, "test/e2e/compose.test.ts"),
    "test/e2e/stop.test.ts",
  ],
  timeout: 900000,
  slow: 10000,
};
