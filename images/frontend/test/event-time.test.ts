import assert from "node:assert/strict";
import {
  browserZone,
  calendarDay,
  dateParts,
  formatHours,
  formatPeriod,
  instant,
  isSameTime,
  isZone,
  localTime,
  zoneName,
  zoneOf,
} from "../src/event-time.ts";

const start = "2030-05-04T22:30:00.000Z";
const end = "2030-05-05T00:30:00.000Z";

describe("event times", () => {
  it("are in the zone of the place, whatever the zone of the browser", () => {
    const vienna = { locale: "en-GB", timeZone: "Europe/Vienna" };
    assert.match(formatPeriod(start, end, vienna), /5 May 2030.*00:30.+02:30 CEST$/);
    assert.deepEqual(dateParts(start, vienna), {
      year: "2030",
      month: "May",
      day: "5",
      weekday: "Sun",
    });
    assert.equal(dateParts(start, { ...vienna, timeZone: "America/New_York" }).day, "4");
  });

  it("are written as the language does", () => {
    const shanghai = { locale: "zh-CN", timeZone: "Asia/Shanghai" };
    assert.deepEqual(dateParts(start, shanghai), {
      year: "2030年",
      month: "5月",
      day: "5",
      weekday: "周日",
    });
    assert.match(formatHours(start, end, { locale: "en-US", timeZone: "Asia/Shanghai" }), /AM/);
    assert.equal(zoneName({ ...shanghai, locale: "en" }), "China Standard Time");
  });

  it("name the days only where there are several", () => {
    const style = { locale: "en-GB", timeZone: "Europe/Vienna" };
    assert.doesNotMatch(formatHours(start, end, style), /May/);
    assert.match(formatHours(start, end, { ...style, timeZone: "UTC" }), /4 May.+5 May/);
  });

  it("are in UTC without a zone, and with one that nobody knows", () => {
    const { TZ } = process.env;
    // Elsewhere than UTC, which a browser's own zone would otherwise be taken for.
    process.env["TZ"] = "Asia/Tokyo";
    try {
      assert.equal(browserZone(), "Asia/Tokyo");
      for (const zone of [undefined, "", "Mars/Olympus", "javascript:"]) {
        assert.equal(zoneOf(zone), "UTC");
      }
    } finally {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    }
    assert.equal(zoneOf("Europe/Vienna"), "Europe/Vienna");
  });

  it("are told twice only where clocks differ at that time", () => {
    assert.ok(isSameTime(start, "Europe/Vienna", "Europe/Berlin"));
    assert.ok(!isSameTime(start, "Europe/London", "UTC"));
    assert.ok(isSameTime("2030-01-04T12:00:00Z", "Europe/London", "UTC"));
  });

  const clocks: [local: string, zone: string, expected: string][] = [
    ["2030-05-04T19:00", "UTC", "2030-05-04T19:00:00.000Z"],
    ["2030-05-04T19:00", "Europe/Vienna", "2030-05-04T17:00:00.000Z"],
    ["2030-01-01T00:30", "Asia/Kathmandu", "2029-12-31T18:45:00.000Z"],
    ["2030-01-01T00:30", "America/New_York", "2030-01-01T05:30:00.000Z"],
    // Within hours of a change of the clocks, on either side.
    ["2030-03-31T01:59", "Europe/Vienna", "2030-03-31T00:59:00.000Z"],
    ["2030-03-31T03:00", "Europe/Vienna", "2030-03-31T01:00:00.000Z"],
    ["2030-03-10T01:59", "America/New_York", "2030-03-10T06:59:00.000Z"],
    ["2030-03-10T03:00", "America/New_York", "2030-03-10T07:00:00.000Z"],
    ["2030-11-03T03:00", "America/New_York", "2030-11-03T08:00:00.000Z"],
  ];
  for (const [local, zone, expected] of clocks) {
    it(`are typed by the clocks of ${zone}: ${local}`, () => {
      assert.equal(instant(local, zone), expected);
      assert.equal(localTime(expected, zone), local);
    });
  }

  it("that clocks show twice are the first one", () => {
    assert.equal(instant("2030-10-27T02:30", "Europe/Vienna"), "2030-10-27T00:30:00.000Z");
    assert.equal(instant("2030-11-03T01:30", "America/New_York"), "2030-11-03T05:30:00.000Z");
  });

  it("that clocks skip are an hour later, and those that are none are none", () => {
    assert.equal(instant("2030-03-31T02:30", "Europe/Vienna"), "2030-03-31T01:30:00.000Z");
    assert.equal(instant("2030-03-10T02:30", "America/New_York"), "2030-03-10T07:30:00.000Z");
    for (const local of ["", "2030-05-04T25:00", "2030-13-04T19:00"]) {
      assert.equal(instant(local, "UTC"), undefined, local);
    }
  });

  it("are in zones that the browser knows", () => {
    for (const zone of ["UTC", "Europe/Vienna", "Asia/Shanghai"]) assert.ok(isZone(zone), zone);
    for (const zone of ["", "Mars/Olympus", "Vienna"]) assert.ok(!isZone(zone), zone);
  });

  it("have the day of the place", () => {
    assert.equal(calendarDay(start, "UTC"), "2030-05-04");
    assert.equal(calendarDay(start, "Europe/Vienna"), "2030-05-05");
    assert.equal(calendarDay("0020-01-01T00:00:00Z", "UTC"), "0020-01-01");
  });
});
