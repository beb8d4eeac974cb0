const { drill } = require("../drills.cjs");

module.exports = {
  "node-option": ["import=tsx"],
  require: ["test/e2e/stages.ts"],
  spec: [
    "test/e2e/prod/up.test.ts",
    "test/e2e/prod/edges.test.ts",
    "test/e2e/prod/gateway.test.ts",
    "test/e2e/prod/pull.test.ts",
    "test/e2e/prod/storage.test.ts",
    ...drill(3, "test/e2e/prod/backup.test.ts"),
    "test/e2e/prod/autoscaler.test.ts",
    "test/e2e/prod/eviction.test.ts",
    ...drill(2, "test/e2e/prod/brokers.test.ts"),
    "test/e2e/prod/guard.test.ts",
    "test/e2e/prod/prebuilt.test.ts",
    "test/e2e/prod/protection.test.ts",
    "test/e2e/prod/external.test.ts",
    "test/e2e/prod/destroy.test.ts",
  ],
  timeout: 600000,
  slow: 10000,
};
