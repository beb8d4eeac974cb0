import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const service = fileURLToPath(new URL("draining-service.ts", import.meta.url));

describe("run", () => {
  function start(environment: Record<string, string>) {
    const child = spawn(process.execPath, ["--import", "tsx", service], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: Record<string, unknown>[] = [];
    const output = createInterface(child.stdout);
    output.on("line", (line) => lines.push(JSON.parse(line)));
    const exited = once(child, "exit").then(([code]) => Number(code));
    return { child, lines, output, exited };
  }

  it("ends with 1 and every mistake named when the environment is wrong", async () => {
    const { lines, exited } = start({ LOG_LEVEL: "loud", CORS_ORIGIN: "example.com/" });
    assert.equal(await exited, 1);
    assert.match(
      String(lines[0]?.["msg"]),
      /LISTEN_URL is not set[^]*CORS_ORIGIN is[^]*LOG_LEVEL is/,
    );
  });

  it("drains on SIGTERM: not ready at once, requests in flight finish, exit 0 within 10 s", async () => {
    const { child, lines, output, exited } = start({ LISTEN_URL: "127.0.0.1:0" });
    await once(output, "line");
    const url = String(lines[0]?.["msg"]).replace(/^.* /, "");
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    // Connections that never send anything must not hold it up either.
    const idle = connect(Number(new URL(url).port), "127.0.0.1");
    idle.on("error", () => {});
    await once(idle, "connect");

    const inFlight = fetch(`${url}/slow`);
    await sleep(100);
    const signalled = performance.now();
    child.kill("SIGTERM");
    await sleep(100);
    child.kill("SIGTERM");

    const ready = await fetch(`${url}/readyz`);
    assert.equal(ready.status, 503);
    assert.equal(ready.headers.get("connection"), "close");
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const slow = await inFlight;
    assert.deepEqual([slow.status, await slow.json()], [200, { done: true }]);
    assert.equal(await exited, 0);
    assert.ok(performance.now() - signalled < 8_000);
    await assert.rejects(fetch(`${url}/healthz`));
  }).timeout(15_000);
});
