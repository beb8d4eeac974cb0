import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { keepKey, madeKey, unkeepKey } from "../../scripts/backups/key";
import { Stack } from "../../scripts/stack";
import type { State, StateResource } from "../../scripts/state";
import { podFolder } from "../stores/pod-folder";

const type = "random:index/randomPassword:RandomPassword";
// As `pulumi stack export --show-secrets` writes a secret.
const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: '"the key\\u003c"',
};

function state(...names: string[]): State {
  const resources = names.map((name): StateResource => ({
    urn: `urn:pulumi:dev::shop::slipway:index:App$${type}::${name}`,
    type,
    outputs: {
      result: { ...secret, plaintext: name === "backups-key" ? secret.plaintext : '"x"' },
    },
  }));
  return { version: 3, deployment: { resources } };
}

describe("the key of a stack's backups", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder({
      pulumi: `echo "$@" >>"$CALLS"; case $1 in stack) cat "$STATE" ;; config) cat >>"$CALLS.in" ;; esac`,
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const read = (end: string) => fs.readFileSync(path.join(folder, `calls${end}`), "utf8");
  function stackWith(known: State): Stack {
    const file = path.join(folder, "state.json");
    fs.writeFileSync(file, JSON.stringify(known));
    const env = {
      ...{ PATH: `${folder}/bin:${process.env["PATH"]}`, STATE: file },
      ...{ CALLS: path.join(folder, "calls") },
    };
    return new Stack("prod", env, folder, "own");
  }

  it("is in its state where the stack has made it", () => {
    assert.equal(madeKey(state("orders-backups-key-x", "backups-key")), "the key<");
    assert.equal(madeKey(state("orders-password")), undefined);
    assert.equal(madeKey({ version: 3, deployment: {} }), undefined);
  });

  it("is kept in the stack's file, and is in no argument", async () => {
    assert.equal(await keepKey(stackWith(state("backups-key"))), true);
    const file = path.join(folder, "Pulumi.prod.yaml");
    assert.ok(
      read("").includes(
        `config set --secret --path backups.key --config-file ${file} --stack prod\n`,
      ),
    );
    assert.equal(read(".in"), "the key<");
    assert.ok(!read("").includes("the key"));
  });

  it("is not touched where the settings have it, or there is none", async () => {
    assert.equal(await keepKey(stackWith(state("orders-password"))), false);
    assert.ok(!read("").includes("config"));
  });

  it("is taken from the file again while the stack has it, and stays there afterwards", async () => {
    await unkeepKey(stackWith(state()));
    assert.ok(!read("").includes("config"));
    await unkeepKey(stackWith(state("backups-key")));
    const file = path.join(folder, "Pulumi.prod.yaml");
    assert.ok(read("").includes(`config rm --path backups.key --config-file ${file} --stack prod`));
  });
});
