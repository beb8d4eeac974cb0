import * as assert from "node:assert/strict";

import type { Daemon } from "./daemon";
import { parseRecipe, recipeOf } from "./daemon-recipe";

const daemon: Daemon = {
  name: "registry",
  command: ["docker-registry", "serve", "/etc/registry.json"],
  files: { "/etc/registry.json": "{}" },
  probe: async () => undefined,
};

describe("a daemon's recipe", () => {
  it("is another when its command, its environment or its configuration is", () => {
    const changes: Partial<Daemon>[] = [
      { command: [...daemon.command, "--verbose"] },
      { files: { "/etc/registry.json": '{"version": 0.1}' } },
      { env: { HOME: "/root" } },
    ];
    const recipes = [daemon, ...changes.map((change) => ({ ...daemon, ...change }))].map(recipeOf);
    assert.equal(new Set(recipes).size, 4);
  });

  it("is the same whatever asks whether it serves", () => {
    const probe = () => Promise.reject(new Error("no"));
    assert.equal(recipeOf({ ...daemon, probe }), recipeOf(daemon));
  });

  it("is unknown of a process that an older clone started", () => {
    assert.equal(parseRecipe('{"pid":7,"recipe":"abc"}'), "abc");
    for (const text of ['{"pid":7}', "", "null"]) assert.equal(parseRecipe(text), undefined);
  });
});
