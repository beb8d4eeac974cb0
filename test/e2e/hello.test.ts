import * as assert from "node:assert/strict";
import * as http from "node:http";
import { eventually, kubectl, pods } from "./cluster";
import { devStack } from "./dev";
import { record, timed } from "./stages";

/** The page, through the ingress. */
function page(): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host: "hello.slipway.localhost" };
    const request = http.get({ host: "127.0.0.1", headers, timeout: 20_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.once("timeout", () => request.destroy(new Error("no answer within 20 s")));
    request.once("error", reject);
  });
}

async function underLoad(change: () => Promise<unknown>): Promise<void> {
  const failures: string[] = [];
  let requests = 0;
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    requests++;
    const one: Promise<void> = page()
      .then(({ status }) => void (status === 200 || failures.push(String(status))))
      .catch((error: Error) => void failures.push(error.message))
      .finally(() => pending.delete(one));
    pending.add(one);
  }, 50);
  try {
    await change();
  } finally {
    clearInterval(timer);
    await Promise.all(pending);
  }
  record("requests to hello meanwhile", String(requests));
  assert.deepEqual(failures, []);
}

async function everywhere(message: string): Promise<void> {
  await eventually(`all pods say ${message}`, 120, async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, page));
    return answers.every(({ text }) => text.includes(message));
  });
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

  it("rolls to another message, pod by pod, without a failed request", async () => {
    await timed("hello, rolled to another message", () =>
      underLoad(async () => {
        await devStack().prepare({ "slipway:helloMessage": "Hello Kubernetes!" });
        await devStack().ask("up", "--yes", "--skip-preview");
      }),
    );
    await everywhere("Hello Kubernetes!");
    const history = await kubectl(["rollout", "history", "deployment/hello"]);
    assert.match(history, /1 +Hello Docker!\n2 +Hello Kubernetes!/);
  });

  it("goes back to an earlier revision, without a failed request", async () => {
    await timed("hello, undone", () =>
      underLoad(async () => {
        await kubectl(["rollout", "undo", "deployment/hello", "--to-revision=1"]);
        await settle();
      }),
    );
    await everywhere("Hello Docker!");
  });

  it("shows the drift to a refreshing update, which puts the configured page back", async () => {
    const preview = await devStack().ask("preview", "--refresh", "--diff");
    assert.match(preview, /deployment/i);
    await timed("hello, put back", () =>
      devStack().ask("up", "--yes", "--skip-preview", "--refresh"),
    );
    await everywhere("Hello Kubernetes!");
    await devStack().prepare();
    await devStack().ask("up", "--yes", "--skip-preview");
  });
});
