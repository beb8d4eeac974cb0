import * as assert from "node:assert/strict";
import { call } from "./api";
import { eventually, kubectl, pods } from "./cluster";
import { devStack } from "./dev";
import { type Outcome, steadyLoad } from "./load";
import { record, timed } from "./stages";

/** The page, through the ingress. */
const page = () => call("GET", "/", { host: "hello" });

async function underLoad(change: () => Promise<unknown>): Promise<void> {
  const load = steadyLoad([
    { method: "GET", path: "/", options: { host: "hello" }, expected: 200 },
  ]);
  let outcome: Outcome | undefined;
  try {
    await change();
  } finally {
    outcome = await load.stop();
  }
  record("requests to hello meanwhile", String(outcome.requests));
  assert.ok(outcome.requests > 50);
  assert.deepEqual(outcome.failures, []);
}

async function everywhere(version: string, message: string): Promise<void> {
  await eventually(`all pods say ${message}`, 120, async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, page));
    return answers.every(
      ({ text }) => text.includes(message) && text.includes(`Version ${version}`),
    );
  });
}

/** The latest revision that `rollout history` tells of, of a version with a message. */
async function revision(version: string, message: string): Promise<number> {
  const history = await kubectl(["rollout", "history", "deployment/hello"]);
  const line = new RegExp(`^(\\d+) +VERSION=${version}, MESSAGE=${message}, hello@sha256:`, "gm");
  const number = [...history.matchAll(line)].at(-1)?.[1];
  assert.ok(number !== undefined, `${version} with "${message}" is not in:\n${history}`);
  return Number(number);
}

describe("hello", () => {
  const settle = () => kubectl(["rollout", "status", "deployment/hello", "--timeout=300s"]);

  it("is on ten pods, and on a port of the node", async () => {
    assert.equal((await pods("hello")).length, 10);
    assert.ok((await page()).text.includes("Hello Docker!"));
    const port = await kubectl([
      "get",
      "service/hello",
      "--output=jsonpath={.spec.ports[0].nodePort}",
    ]);
    assert.equal(port, "30050");
  });

  it("rolls from 0.1 to 0.2 and another message, pod by pod, without a failed request", async () => {
    await timed("hello, rolled from 0.1 to 0.2", () =>
      underLoad(async () => {
        await devStack().prepare({
          "slipway:services": {
            hello: { build: { MESSAGE: "Hello Kubernetes!", VERSION: "0.2" } },
          },
        });
        await devStack().ask("up", "--yes", "--skip-preview");
      }),
    );
    await everywhere("0.2", "Hello Kubernetes!");
    const first = await revision("0.1", "Hello Docker!");
    assert.ok((await revision("0.2", "Hello Kubernetes!")) > first);
  });

  it("goes back to an earlier revision, without a failed request", async () => {
    await timed("hello, undone", () =>
      underLoad(async () => {
        const first = await revision("0.1", "Hello Docker!");
        await kubectl(["rollout", "undo", "deployment/hello", `--to-revision=${first}`]);
        await settle();
      }),
    );
    await everywhere("0.1", "Hello Docker!");
  });

  it("shows the drift to a refreshing update, which puts the configured page back", async () => {
    const preview = await devStack().ask("preview", "--refresh", "--diff");
    assert.match(preview, /deployment/i);
    await timed("hello, put back", () =>
      devStack().ask("up", "--yes", "--skip-preview", "--refresh"),
    );
    await everywhere("0.2", "Hello Kubernetes!");
  });
});
