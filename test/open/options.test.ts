import assert from "node:assert/strict";
import { optionsOf } from "../../scripts/open/options";

describe("what npm run open is told", () => {
  const told = (...args: string[]) => {
    const { name, stack, local, withPassword } = optionsOf(args, ["dev", "prod"]);
    return [name, stack, local, withPassword];
  };

  it("is a name, and a stack that is dev unless it is said", () => {
    assert.deepEqual(told("user"), ["user", "dev", undefined, false]);
    assert.deepEqual(told("user", "prod", "--port", "8080"), ["user", "prod", 8080, false]);
    assert.deepEqual(told("--print-password", "user"), ["user", "dev", undefined, true]);
  });

  it("is no name for who wants to know what there is, of a stack or of dev", () => {
    assert.deepEqual(told(), [undefined, "dev", undefined, false]);
    assert.deepEqual(told("prod"), [undefined, "prod", undefined, false]);
    assert.deepEqual(told("dev", "prod"), ["dev", "prod", undefined, false]);
  });

  it("is refused with the value and what is allowed", () => {
    for (const port of ["0", "65536", "1.5", "http"]) {
      assert.throws(
        () => told("user", "--port", port),
        new RegExp(`^Error: --port is ${port}, but must be a whole number from 1 to 65535`),
      );
    }
    assert.throws(
      () => told("user", "dev", "prod"),
      /^Error: One NAME and one STACK: user dev prod/,
    );
    assert.throws(() => told("user", "--ports", "1"), /Unknown option '--ports'/);
  });
});
