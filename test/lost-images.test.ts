import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { builtImages, holdingsOf, namesOf, pushedAgain, untoldText } from "../scripts/lost-images";
import { Stack } from "../scripts/stack";
import type { StackProgram } from "../scripts/stack-program";
import type { State, StateResource } from "../scripts/state";
import { type Asked, RegistryServer } from "./registry-server";
import { podFolder } from "./stores/pod-folder";

const type = "docker:index/image:Image";
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const urnOf = (name: string) => `urn:pulumi:dev::slipway::slipway:index:App$${type}::${name}`;

function image(name: string, repoDigest: unknown, inputs: object = {}): StateResource {
  return { urn: urnOf(name), type, inputs: { ...inputs }, outputs: { repoDigest } };
}

const state = (...resources: StateResource[]): State => ({ version: 3, deployment: { resources } });

/** As `pulumi stack export` writes a secret, and as it does with --show-secrets. */
const secret = (value: string, isShown: boolean) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...(isShown ? { plaintext: JSON.stringify(value) } : { ciphertext: "AAAA" }),
});

describe("what a registry has lost of a stack's images", () => {
  let folder: string;
  let registry: RegistryServer;
  let lost: string[];
  beforeEach(async () => {
    folder = podFolder({
      pulumi: `case "$*" in *--show-secrets*) cat "$STATES/shown" ;; *) cat "$STATES/plain" ;; esac`,
    });
    lost = [];
    registry = await RegistryServer.start(answer);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    registry.close();
  });

  let password = "";
  function answer({ what, authorization }: Asked): [number, Record<string, string>?] {
    const given = Buffer.from(authorization?.slice("Basic ".length) ?? "", "base64").toString();
    if (password !== "" && given !== `slipway:${password}`) {
      return [401, { "www-authenticate": "Basic" }];
    }
    return [lost.some((name) => what.startsWith(`HEAD /v2/${name}/`)) ? 404 : 200];
  }

  function stackWith(plain: State, withSecrets = plain): Stack {
    fs.writeFileSync(path.join(folder, "plain"), JSON.stringify(plain));
    fs.writeFileSync(path.join(folder, "shown"), JSON.stringify(withSecrets));
    const own = { STATES: folder, DOCKER_CONFIG: folder };
    const env = { PATH: `${folder}/bin:${process.env["PATH"]}`, ...own };
    return new Stack("dev", env, folder, "own");
  }
  const pushed = (name: string, inputs?: object) =>
    image(name, `${registry.host}/${name}@${digest("1")}`, inputs);

  it("is looked for among what the state says was built and pushed, and is still to be there", () => {
    const known = state(
      image("hello", `localhost:5000/hello@${digest("1")}`),
      { ...image("hello", `localhost:5000/hello@${digest("2")}`), delete: true },
      image("local", digest("3")),
      image("kept", `kept@${digest("3")}`, { skipPush: true }),
      image("half", undefined),
      { urn: "urn:pulumi:dev::slipway::pulumi:pulumi:Stack::dev", type: "pulumi:pulumi:Stack" },
    );
    assert.deepEqual(
      builtImages(known).map(({ urn, name, reference }) => [urn, name, reference]),
      [[urnOf("hello"), "hello", `localhost:5000/hello@${digest("1")}`]],
    );
  });

  it("is what the registry does not know, asked for each by its digest", async () => {
    lost = ["frontend"];
    const holdings = await holdingsOf(stackWith(state(pushed("hello"), pushed("frontend"))));
    assert.deepEqual(
      [namesOf(holdings.there), namesOf(holdings.lost), holdings.untold],
      ["hello", "frontend", []],
    );
    assert.ok(
      registry.asked.some(({ what }) => what === `HEAD /v2/hello/manifests/${digest("1")}`),
    );
  });

  it("is asked for with the login of the stack, which its state has as a secret, or else with Docker's own", async () => {
    password = "p1";
    const known = (isShown: boolean) =>
      state(
        pushed("hello", { registry: { username: "slipway", password: secret("p1", isShown) } }),
      );
    try {
      const { there } = await holdingsOf(stackWith(known(false), known(true)));
      assert.equal(namesOf(there), "hello");
      const { untold } = await holdingsOf(stackWith(known(false)));
      const auths = {
        [registry.host]: { auth: Buffer.from("slipway:p1").toString("base64") },
      };
      fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths }));
      const asDocker = await holdingsOf(stackWith(state(pushed("hello"))));
      assert.equal(namesOf(asDocker.there), "hello");
      assert.equal(
        untoldText(untold),
        `whether the registry still has hello cannot be told: ${registry.host} answers with 401`,
      );
    } finally {
      password = "";
    }
  });

  it("is replaced by the next update, where the program still builds it", async () => {
    lost = ["hello", "gone"];
    const resources = ["hello", "frontend"].map((name) => ({ type, name }));
    const program = { resources } as unknown as StackProgram;
    const stack = stackWith(state(pushed("hello"), pushed("frontend"), pushed("gone")));
    assert.deepEqual(await pushedAgain(stack, program), ["--replace", urnOf("hello")]);
    lost = [];
    assert.deepEqual(await pushedAgain(stack, program), []);
    registry.close();
    assert.deepEqual(await pushedAgain(stack, program), []);
  });
});
