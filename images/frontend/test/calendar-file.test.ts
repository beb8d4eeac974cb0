import assert from "node:assert/strict";
import type { Event } from "../src/api.ts";
import { calendarFile } from "../src/calendar-file.ts";

const event: Event = {
  id: "0197-a",
  name: `${"音乐会".repeat(30)}, a; b\\c`,
  description: "One.\r\nATTACH:https://evil.example\rEND:VEVENT\nTwo.",
  start: "2030-05-04T22:30:00.000Z",
  end: "2030-05-05T00:30:00.000Z",
  timeZone: "Europe/Vienna",
  location: { name: "Konzerthaus", address: "Ring 1", country: "Austria", halls: ["Upper"] },
  capacity: 10,
  status: "scheduled",
  seatsLeft: 10,
};

describe("calendarFile", () => {
  const file = calendarFile(event, "https://www.example.com/events/0197-a");
  const lines = file.split("\r\n");
  const unfolded = file.replaceAll("\r\n ", "").split("\r\n");

  it("has lines of at most 75 octets, folded between characters", () => {
    for (const line of lines) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(lines.some((line) => line.startsWith(" ")));
    assert.doesNotMatch(file, /\ufffd/);
  });

  it("takes no text of an event for a line of its own", () => {
    const name = `SUMMARY:${"音乐会".repeat(30)}\\, a\\; b\\\\c`;
    assert.ok(unfolded.includes(name), unfolded.join("\n"));
    assert.equal(unfolded.filter((line) => line.startsWith("ATTACH")).length, 0);
    assert.equal(unfolded.filter((line) => line === "END:VEVENT").length, 1);
    assert.doesNotMatch(unfolded.join(""), /[\r\n]/);
  });

  it("says when in UTC, so that every calendar shows the same time", () => {
    assert.ok(unfolded.includes("DTSTART:20300504T223000Z"));
    assert.ok(unfolded.includes("DTEND:20300505T003000Z"));
    assert.ok(unfolded.includes("LOCATION:Upper\\, Konzerthaus\\, Ring 1\\, Austria"));
    assert.ok(unfolded.includes("UID:0197-a"));
  });
});
