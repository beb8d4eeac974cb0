import assert from "node:assert/strict";
import { Passwords } from "../src/passwords.ts";

describe("Passwords", () => {
  it("hashes four at a time, lets a hundred wait, and refuses the rest at once", async () => {
    const passwords = new Passwords({ memoryCost: 1_024, timeCost: 1, parallelism: 1 });
    const order: string[] = [];
    const hashes = Array.from({ length: 150 }, () =>
      passwords.hash("correct horse").then(
        () => void order.push("made"),
        ({ status, code, retryAfter }) => {
          assert.deepEqual([status, code, retryAfter > 0], [503, "overloaded", true]);
          order.push("refused");
        },
      ),
    );
    await Promise.all(hashes);
    // The one for users who do not exist is made first.
    assert.equal(order.filter((result) => result === "refused").length, 47);
    assert.ok(order.lastIndexOf("refused") < order.lastIndexOf("made"));
    assert.ok(order.indexOf("refused") < 4, "who is refused does not wait");
  });

  it("takes a password in whatever form a keyboard composes it", async () => {
    const passwords = new Passwords({ memoryCost: 1_024, timeCost: 1, parallelism: 1 });
    const hash = await passwords.hash("cafe\u0301 au lait");
    assert.equal(await passwords.matches(hash, "caf\u00e9 au lait"), true);
    assert.equal(await passwords.matches(hash, "cafe au lait"), false);
    assert.equal(await passwords.matches(undefined, "caf\u00e9 au lait"), false);
  });
});
