import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { UNKNOWN, type Properties } from "./property";
import { RandomString } from "./random-string";

describe("RandomString", () => {
  const password = new RandomString("password");
  const string = new RandomString("string");
  const inputs: Properties = { length: 12, special: false, keepers: { version: "1" } };
  const defaults = {
    ...{ lower: true, upper: true, numeric: true, number: true },
    ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 },
  };

  it("makes a password with its hash, and all settings in the state", async function () {
    // The plugins run on Linux only; elsewhere crypt(3) knows no bcrypt.
    if (process.platform !== "linux") this.skip();
    const { id, outputs } = await password.create(inputs, false);
    const { result, bcryptHash, ...rest } = outputs;
    assert.equal(id, "none");
    assert.match(String(result), /^[a-zA-Z0-9]{12}$/);
    assert.deepEqual(rest, { ...defaults, ...inputs });
    assert.match(String(bcryptHash), /^\$2b\$10\$[./A-Za-z0-9]{53}$/);
    // crypt(3) of the password, salted with its own hash, is that hash.
    const again = ["-e", "print crypt($ARGV[0], $ARGV[1])", String(result), String(bcryptHash)];
    assert.equal(execFileSync("perl", again, { encoding: "utf8" }), bcryptHash);
  });

  it("makes a string without a hash, known by itself", async () => {
    const { id, outputs } = await string.create(inputs, false);
    assert.equal(id, outputs.result);
    assert.equal("bcryptHash" in outputs, false);
  });

  it("knows nothing in a preview", async () => {
    const { outputs } = await password.create(inputs, true);
    assert.deepEqual([outputs.result, outputs.bcryptHash], [UNKNOWN, UNKNOWN]);
  });

  it("makes a new one for any change", () => {
    const state = { ...defaults, ...inputs, result: "x", bcryptHash: "y" };
    const changed = (news: Properties) => [...password.diff(state, news)];
    assert.deepEqual(changed(inputs), []);
    assert.deepEqual(changed({ ...inputs, lower: true, minUpper: 0, numeric: true }), []);
    const updated = { kind: "update", replace: true };
    assert.deepEqual(changed({ ...inputs, length: 13 }), [["length", updated]]);
    assert.deepEqual(changed({ ...inputs, special: true }), [["special", updated]]);
    assert.deepEqual(changed({ ...inputs, keepers: { version: UNKNOWN } }), [["keepers", updated]]);
    const { keepers: _keepers, ...without } = inputs;
    assert.deepEqual(changed(without), [["keepers", { kind: "delete", replace: true }]]);
    const special = { ...inputs, overrideSpecial: "_" };
    assert.deepEqual(changed(special), [["overrideSpecial", { kind: "add", replace: true }]]);
  });

  const mistakes: [property: string, news: Properties, reason: RegExp][] = [
    ["length", { length: 0 }, /at least 1, got: 0/],
    ["length", { length: 3, minLower: 2, minSpecial: 2 }, /sum of .* 4; got: 3/],
    ["length", {}, /whole number/],
    ["length", { length: 1.5 }, /whole number/],
    ["minUpper", { length: 8, minUpper: -1 }, /not negative; got: -1/],
    ["number", { length: 8, number: true, numeric: false }, /same as numeric/],
    [
      "special",
      { length: 8, lower: false, upper: false, numeric: false, special: false },
      /one of/,
    ],
  ];
  for (const [property, news, reason] of mistakes)
    it(`refuses ${JSON.stringify(news)}`, async () => {
      const { failures } = await password.check(news);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
      assert.match(failures[0]?.reason ?? "", reason);
    });

  it("takes what is right, or not known yet", async () => {
    const keepers = { version: UNKNOWN };
    for (const news of [inputs, { length: UNKNOWN }, { length: 4, minLower: 4, keepers }])
      assert.deepEqual(await password.check(news), { inputs: news, failures: [] });
  });
});
