import * as assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { Stack } from "../../scripts/stack";
import { link } from "../sandbox/sandbox";
import { env, eventually, kubectl, kubectlAttempt } from "./cluster";
import { timed } from "./stages";

const namespace = "parts";

describe("a program of the parts that index.ts has none of", () => {
  const stack = new Stack("parts", env(), path.join(__dirname, "parts"));
  const outside = http.createServer((_, answer) => answer.end("from outside"));

  /** Deploys it, with a greeting in the job's variables and in the service's files. */
  async function deploy(greeting: string): Promise<void> {
    const { port } = outside.address() as AddressInfo;
    await stack.prepare({
      "parts:cluster": { context: "minikube", namespace },
      "parts:jobs": { fill: { env: { GREETING: greeting } } },
      "parts:services": { web: { files: { "/etc/web/greeting": `${greeting}\n` } } },
      "parts:gateway": { controller: "traefik", domain: "parts.localhost" },
      "parts:outside": { outside: { host: link.machine, port } },
      "pulumi:disable-default-providers": ["kubernetes"],
    });
    await timed(`up of the other parts, ${greeting}`, () =>
      stack.ask("up", "--yes", "--skip-preview"),
    );
    // Where the old pod ends before the new one comes, the engine takes the old version for the new one until then.
    await kubectl(["rollout", "status", "deployment/web", "--timeout=60s"], "", namespace);
  }

  /** Starts the schedule's job by hand. @returns the lines that it said. */
  async function ask(job: string): Promise<string[]> {
    await kubectl(["create", "job", job, "--from=cronjob/ask"], "", namespace);
    const ended = ["wait", "--for=condition=Complete", `job/${job}`, "--timeout=60s"];
    await kubectl(ended, "", namespace);
    return (await kubectl(["logs", `job/${job}`], "", namespace)).trim().split("\n");
  }

  const filled = () =>
    kubectl(["logs", "--selector=app.kubernetes.io/name=fill", "--tail=-1"], "", namespace);

  /** The status with which the route answers a client. */
  function status(method = "GET", body = ""): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", path: "/starts", method, agent: false };
      http
        .request({ ...options, headers: { host: "web.parts.localhost" } }, (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode));
        })
        .once("error", reject)
        .end(body);
    });
  }

  before(async () => {
    await new Promise<void>((resolve) => outside.listen(0, link.machine, resolve));
    await deploy("hello");
  });
  after(async () => {
    outside.close();
    outside.closeAllConnections();
    // Whatever failed above is not to stay beside the dev stack.
    await stack.ask("destroy", "--yes", "--skip-preview");
  });

  it("runs its job once, with an account that writes to its own keys alone", async () => {
    assert.equal(await filled(), "OK\nhello\n");
    await stack.ask("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("has its schedule reach what is outside, and the service with its files and its volume", async () => {
    assert.deepEqual(await ask("now"), ["from outside", "hello"]);
  });

  it("lets a client have of a route what its limits say", async () => {
    await eventually("the route answers", 30, async () => (await status()) === 200);
    const begin = Date.now();
    const crowd = await Promise.all(Array.from({ length: 100 }, () => status()));
    const seconds = (Date.now() - begin) / 1_000;
    assert.deepEqual([...new Set(crowd)].sort(), [200, 429]);
    // Five seconds' worth at once, and two a second while they came.
    const served = crowd.filter((one) => one === 200).length;
    assert.ok(served <= 10 + 2 * seconds + 1, `${served} in ${seconds} s`);
    const answers = async (body: string, wanted: number) => (await status("POST", body)) === wanted;
    await eventually("a body above the limit is refused", 30, () => answers("a".repeat(1025), 413));
    // Which nginx gives to whoever posts to a file.
    await eventually("one below it gets through", 30, () => answers("a".repeat(1024), 405));
  });

  it("runs the job and rolls the service anew when what they are given changes, and keeps the volume", async () => {
    await deploy("again");
    assert.equal(await filled(), "OK\nagain\n");
    assert.deepEqual(await ask("later"), ["from outside", "hello", "again"]);
  });

  it("leaves nothing behind", async () => {
    await timed("destroy of the other parts", () =>
      stack.ask("destroy", "--yes", "--skip-preview"),
    );
    assert.notEqual((await kubectlAttempt(["get", "namespace", namespace])).status, 0);
  });
});
