import assert from "node:assert/strict";
import type { Event } from "../src/api.ts";
import { filterOf, filterPath, isEmpty, matches, noFilter } from "../src/event-filter.ts";

const event: Event = {
  id: "1",
  name: "Night of the Pipe Organ",
  description: "Four organists",
  start: "2030-05-04T22:30:00.000Z",
  end: "2030-05-06T00:30:00.000Z",
  timeZone: "Europe/Vienna",
  location: { name: "Café Größe", address: "Ring 1", country: "Austria", halls: ["Upper 厅"] },
  capacity: 10,
  status: "scheduled",
  seatsLeft: 10,
};

describe("matches", () => {
  const words: [words: string, expected: boolean][] = [
    ["", true],
    ["organ", true],
    ["ORGAN night", true],
    ["cafe grosse", false],
    ["cafe große", true],
    ["cafe ring austria organists 厅", true],
    ["organ berlin", false],
  ];
  for (const [text, expected] of words) {
    it(`${expected ? "finds" : "leaves out"} "${text}"`, () => {
      assert.equal(matches(event, { ...noFilter, words: text }), expected);
    });
  }

  const days: [from: string, until: string, expected: boolean][] = [
    ["2030-05-05", "", true],
    ["2030-05-06", "", true],
    ["2030-05-07", "", false],
    ["", "2030-05-04", false],
    ["", "2030-05-05", true],
    ["2030-05-06", "2030-05-06", true],
    ["2030-06-01", "2030-05-01", false],
  ];
  for (const [from, until, expected] of days) {
    it(`${expected ? "finds" : "leaves out"} from "${from}" until "${until}"`, () => {
      assert.equal(matches(event, { ...noFilter, from, until }), expected);
    });
  }
});

describe("the filter in the address", () => {
  it("comes back as it was", () => {
    for (const when of ["upcoming", "past"] as const) {
      const filter = { words: "a & b?", from: "2030-01-01", until: "2030-12-31", when };
      assert.deepEqual(filterOf(filterPath(filter).slice("/?".length)), filter);
    }
    assert.equal(filterPath(noFilter), "/");
  });

  it("ignores what is no day", () => {
    assert.ok(isEmpty(filterOf("when=past")));
    assert.equal(filterPath({ ...noFilter, when: "past" }), "/?when=past");
    assert.ok(isEmpty(filterOf("from=yesterday&until=2030-1-1&q=%20&x=1")));
  });
});
