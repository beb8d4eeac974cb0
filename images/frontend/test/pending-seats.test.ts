import assert from "node:assert/strict";
import { PendingSeats } from "../src/pending-seats.ts";

describe("PendingSeats", () => {
  it("shows a booking before it is counted, and the count from then on", () => {
    const pending = new PendingSeats();
    pending.expect("a", 10, 3, 0);
    assert.equal(pending.seatsLeft("a", 10, 1), 7);
    assert.equal(pending.seatsLeft("a", 7, 1), 7);
    assert.equal(pending.seatsLeft("a", 5, 1), 5);
    assert.equal(pending.seatsLeft("b", 10, 1), 10);
  });

  it("adds up bookings in a row, whichever of them is counted", () => {
    const pending = new PendingSeats();
    pending.expect("a", 10, 3, 0);
    pending.expect("a", 7, 2, 0);
    for (const counted of [10, 7, 5]) assert.equal(pending.seatsLeft("a", counted, 1), 5);
  });

  it("believes the count after a while, and after a cancellation", () => {
    const pending = new PendingSeats();
    pending.expect("a", 10, 3, 0);
    assert.equal(pending.seatsLeft("a", 10, 15_001), 10);
    pending.expect("a", 10, 3, 20_000);
    pending.forget("a");
    assert.equal(pending.seatsLeft("a", 10, 20_001), 10);
  });
});
