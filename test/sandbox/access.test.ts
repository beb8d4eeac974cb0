import * as assert from "node:assert/strict";

import { Failure } from "../../scripts/failure";
import { requireAccess } from "./access";
import { thisMachine, type Machine } from "./machine";

const machine: Machine = {
  ...thisMachine(),
  platform: "linux",
  architecture: "x64",
  userId: 0,
  hasCommand: () => true,
};

function refusal(change: Partial<Machine>): string {
  try {
    requireAccess(["flock", "ip"], { ...machine, ...change });
  } catch (error) {
    assert.ok(error instanceof Failure);
    return error.message;
  }
  return "";
}

describe("the access to a sandbox", () => {
  it("is root's, on a machine that has the commands", () => {
    assert.equal(refusal({}), "");
  });

  it("is refused by the system that it is not made for, before anything else", () => {
    assert.match(refusal({ platform: "darwin", userId: 501 }), /this is darwin on x64/);
    assert.match(refusal({ architecture: "arm64" }), /this is linux on arm64/);
  });

  it("is refused to others, before anything that they may not see", () => {
    assert.match(refusal({ userId: 1000, hasCommand: () => false }), /as root/);
  });

  it("is refused with the names of the commands that are missing", () => {
    assert.match(refusal({ hasCommand: (name) => name !== "flock" }), /missing here: flock\.$/);
  });
});
