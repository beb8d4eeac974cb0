import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { healthcheck } from "../../scripts/compose/probe";

function testOf(port: number, path?: string): string[] {
  const readinessProbe = path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } };
  const [kind, ...command] = healthcheck({ name: "web", image: "web", readinessProbe })?.test ?? [];
  assert.equal(kind, "CMD");
  return command;
}

describe("a readiness probe inside of a container", () => {
  let server: http.Server;
  let port: number;
  before((done) => {
    server = http.createServer((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { "content-type": "text/plain" });
      response.end("an answer\n");
    });
    server.listen(0, "127.0.0.1", () => {
      port = (server.address() as AddressInfo).port;
      done();
    });
  });
  after((done) => void server.close(done));

  const run = (command: string[]) =>
    new Promise<number | null>((resolve, reject) => {
      const [file = "", ...args] = command;
      spawn(file, args, { stdio: "ignore" }).once("error", reject).once("close", resolve);
    });

  for (const [status, passes] of [
    [200, true],
    [204, true],
    [302, true],
    [404, false],
    [503, false],
  ] as const) {
    it(`${passes ? "passes" : "fails"} where the answer is ${status}`, async () => {
      assert.equal((await run(testOf(port, `/${status}`))) === 0, passes);
    });
  }

  it("passes where a port takes connections, and fails where none does", async () => {
    assert.equal(await run(testOf(port)), 0);
    assert.notEqual(await run(testOf(1)), 0);
    assert.notEqual(await run(testOf(1, "/200")), 0);
  });

  for (const [tool, told] of [
    ["curl", ["-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/readyz"]],
    ["wget", ["-q", "-O", "/dev/null", "http://127.0.0.1:8080/readyz"]],
  ] as const) {
    it(`is asked by ${tool} in an image without bash`, () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-probe-"));
      const [, ...args] = testOf(8080, "/readyz");
      fs.writeFileSync(path.join(folder, tool), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
      const { status, stdout } = spawnSync("/bin/sh", args, {
        env: { PATH: folder },
        encoding: "utf8",
      });
      fs.rmSync(folder, { recursive: true });
      assert.equal(status, 0);
      assert.equal(stdout, `${told.join(" ")}\n`);
    });
  }

  it("is given as long to start as the startup probe gives it, and five minutes at least", () => {
    const probe = {
      tcpSocket: { port: 80 },
      periodSeconds: 5,
      timeoutSeconds: 4,
      failureThreshold: 2,
    };
    const startupProbe = { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 200 };
    const container = { name: "web", image: "web", readinessProbe: probe, startupProbe };
    const { test: _, ...timing } = healthcheck(container) ?? { test: [] };
    assert.deepEqual(timing, { interval: "5s", timeout: "4s", retries: 2, start_period: "400s" });
    const quick = healthcheck({ ...container, startupProbe: undefined });
    assert.equal(quick?.start_period, "300s");
    assert.equal(healthcheck({ name: "web", image: "web" }), undefined);
  });
});
