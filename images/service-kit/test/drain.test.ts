import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface, type Interface } from "node:readline";
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

  /** The address that it says it listens at. */
  async function listening(lines: Record<string, unknown>[], output: Interface): Promise<string> {
    const address = () =>
      /Server listening at (\S+)/.exec(lines.map(({ msg }) => msg).join("\n"))?.[1];
    while (address() === undefined) await once(output, "line");
    return String(address());
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
    const url = await listening(lines, output);
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
    const own = lines.filter(({ level }) => level !== undefined);
    assert.ok(own.length > 3 && own.every(({ service }) => service === "draining"));
    const ends = ["slow is answered", "the store is closed", "drained"];
    assert.deepEqual(
      lines.map(({ msg }) => String(msg)).filter((msg) => ends.includes(msg)),
      ends,
    );
  }).timeout(15_000);

  it("waits for no request that never arrives whole, and ends with 0 all the same", async () => {
    const { child, lines, output, exited } = start({ LISTEN_URL: "127.0.0.1:0" });
    const url = new URL(await listening(lines, output));
    const stalled = connect(Number(url.port), "127.0.0.1");
    stalled.on("error", () => {});
    const head = "POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    stalled.write(`${head}content-length: 100\r\n\r\n{`);
    await sleep(100);
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
    assert.ok(lines.every(({ level }) => level !== "error"));
  }).timeout(15_000);
});
