import assert from "node:assert/strict";
import { isCron, isDaily, isTimeZone } from "../../components/config/cron";

// What the API server takes: https://pkg.go.dev/github.com/robfig/cron/v3#ParseStandard, but for TZ= and @every.
describe("a cron expression", () => {
  for (const text of [
    ...["* * * * *", "0 3 * * 1-5", "*/15 * * * *", "0,30 8-18/2 1 */3 ?", "59 23 31 12 6"],
    ...["0 0 * JAN-mar Sun,Wed", "5/10 0 * * *", "@hourly", "@midnight", "@annually"],
  ]) {
    it(`may be ${text}`, () => assert.ok(isCron(text)));
  }

  for (const text of [
    ...["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *"],
    ...["* * * 0 *", "* * * 13 *", "* * * * 7", "5-1 * * * *", "*/0 * * * *", "*/60 * * * *"],
    ...["1-2-3 * * * *", "1, * * * *", "- * * * *", "-5 * * * *", "a * * * *", "mon * * * *"],
    ...["*  * * * *", "0 3 * * 1-5 ", "@every 1h", "@reboot", "TZ=UTC 0 3 * * *", "1/ * * * *"],
  ]) {
    it(`may not be "${text}"`, () => assert.ok(!isCron(text)));
  }
});

describe("a schedule", () => {
  for (const [text, daily] of [
    ["0 2 * * *", true],
    ["*/5 0-6 ? * *", true],
    ["0 2 */1 * ?", true],
    ["@daily", true],
    ["@hourly", true],
    ["@weekly", false],
    ["0 2 */2 * *", false],
    ["0 2 * * 1-5", false],
    ["0 2 * jan *", false],
    ["0 2 1,15 * *", false],
  ] as const) {
    it(`of ${text} ${daily ? "has a time on every day" : "leaves days out"}`, () => {
      assert.ok(isCron(text));
      assert.equal(isDaily(text), daily);
    });
  }
});

describe("a time zone", () => {
  it("is one of the IANA's, an old name of one too, as it is spelt there", () => {
    for (const zone of ["Europe/Berlin", "Etc/UTC", "UTC", "Asia/Kolkata", "Asia/Calcutta"])
      assert.ok(isTimeZone(zone), zone);
    for (const zone of ["", "Berlin", "europe/berlin", "Europe/berlin", "+01:00", "Local", "CET "])
      assert.ok(!isTimeZone(zone), zone);
  });
});
