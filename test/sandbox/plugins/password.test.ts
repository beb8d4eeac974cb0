import assert from "node:assert/strict";
import { randomPassword, type PasswordRules } from "./password";

describe("randomPassword", () => {
  const none = { lower: false, upper: false, numeric: false, special: false };
  const noMinima = { minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 };
  const rules = (more: Partial<PasswordRules>): PasswordRules => ({
    ...{ length: 32, ...none, ...noMinima },
    ...more,
  });
  const count = (password: string, alphabet: RegExp) => password.match(alphabet)?.length ?? 0;

  const alphabets: [name: string, more: Partial<PasswordRules>, alphabet: string][] = [
    ["lower", { lower: true }, "abcdefghijklmnopqrstuvwxyz"],
    ["upper", { upper: true }, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
    ["numeric", { numeric: true }, "0123456789"],
    ["special", { special: true }, "!@#$%&*()-_=+[]{}<>:?"],
    ["overrideSpecial", { special: true, overrideSpecial: "_." }, "_."],
    ["an empty overrideSpecial", { special: true, overrideSpecial: "" }, "!@#$%&*()-_=+[]{}<>:?"],
  ];
  for (const [name, more, alphabet] of alphabets)
    it(`draws all of ${name} and nothing else`, () => {
      // The chance that one of 26 characters is missing here is below 1e-100.
      const seen = new Set(randomPassword(rules({ ...more, length: 10_000 })));
      assert.deepEqual([...seen].sort(), [...alphabet].sort());
    });

  it("keeps the length and every minimum, even of a class that is not enabled", () => {
    const minima = { minLower: 2, minUpper: 3, minNumeric: 4, minSpecial: 5 };
    for (let i = 0; i < 200; i++) {
      const password = randomPassword(rules({ lower: true, length: 15, ...minima }));
      assert.equal(password.length, 15);
      assert.ok(count(password, /[a-z]/g) >= 2);
      assert.equal(count(password, /[A-Z]/g), 3);
      assert.equal(count(password, /[0-9]/g), 4);
      assert.equal(count(password, /[^a-zA-Z0-9]/g), 5);
    }
  });

  it("puts what the minima drew at any place", () => {
    const first = new Set<boolean>();
    for (let i = 0; i < 200; i++)
      first.add(/^[0-9]/.test(randomPassword(rules({ lower: true, length: 4, minNumeric: 2 }))));
    assert.equal(first.size, 2);
  });

  it("prefers no character", () => {
    // 62 characters in 62,000 draws: 1,000 each, and 200 off is more than six standard deviations.
    const all = { lower: true, upper: true, numeric: true };
    const counts = new Map<string, number>();
    for (const character of randomPassword(rules({ ...all, length: 62_000 })))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    assert.equal(counts.size, 62);
    for (const times of counts.values()) assert.ok(Math.abs(times - 1000) < 200, `${times}`);
  });

  it("never draws the same twice", () => {
    assert.notEqual(randomPassword(rules({ lower: true })), randomPassword(rules({ lower: true })));
  });
});
