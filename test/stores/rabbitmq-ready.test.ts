import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as path from "node:path";
import { script } from "../../components/stores/script";
import { podFolder } from "./pod-folder";

describe("rabbitmq-ready.bash", () => {
  let amqp: net.Server;
  let api: http.Server;
  let answer: { status: number; body: string };
  let asked: http.IncomingMessage | undefined;
  let folder: string;
  let passwordFile: string;
  beforeEach(async () => {
    folder = podFolder({});
    passwordFile = path.join(folder, "password");
    fs.writeFileSync(passwordFile, "s3cret");
    amqp = net.createServer((socket) => socket.end());
    api = http.createServer((request, response) => {
      asked = request;
      response.writeHead(answer.status).end(answer.body);
    });
    for (const server of [amqp, api]) await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => {
    for (const server of [amqp, api]) server.close();
    fs.rmSync(folder, { recursive: true });
  });

  const portOf = (server: net.Server) => String((server.address() as net.AddressInfo).port);

  /** Whether the pod is ready where the broker sees itself and so many others run, or not. */
  async function isReady(...running: boolean[]): Promise<boolean> {
    const nodes = running.map((up, index) => ({ name: `rabbit@broker-${index}`, running: up }));
    return ends({ status: 200, body: JSON.stringify(nodes) });
  }

  async function ends(given: typeof answer, ports = [portOf(amqp), portOf(api)]): Promise<boolean> {
    answer = given;
    const [shell = "", ...args] = script("rabbitmq-ready.bash", ...ports, passwordFile);
    const env = { PATH: process.env["PATH"] };
    const status = await new Promise((resolve) => {
      execFile(shell, args, { env }).once("exit", resolve);
    });
    return status === 0;
  }

  it("is so for a broker that is alone, and for one that sees most of the others", async () => {
    assert.ok(await isReady(true));
    assert.ok(await isReady(true, true, true));
    assert.ok(await isReady(true, false, true));
    assert.ok(await isReady(true, true, false, true, false));
    assert.equal(asked?.url, "/api/nodes?columns=name,running");
    const login = Buffer.from("admin:s3cret").toString("base64");
    assert.equal(asked.headers.authorization, `Basic ${login}`);
  });

  it("is not so for one in a minority, or without a majority on either side", async () => {
    assert.ok(!(await isReady(true, false, false)));
    assert.ok(!(await isReady(true, true, false, false, false)));
    assert.ok(!(await isReady(true, false)));
  });

  it("asks as the administrator whose password the file has by now, since the broker started", async () => {
    fs.writeFileSync(passwordFile, "rotated");
    assert.ok(await isReady(true));
    const login = Buffer.from("admin:rotated").toString("base64");
    assert.equal(asked?.headers.authorization, `Basic ${login}`);
  });

  it("is so where the administrator has another password, of which nothing else can be told", async () => {
    assert.ok(await ends({ status: 401, body: "{}" }));
  });

  it("is not so where one of its ports is closed, or the answer is none", async () => {
    const whole = { status: 200, body: '[{"running":true}]' };
    assert.ok(await ends(whole));
    assert.ok(!(await ends(whole, ["1", portOf(api)])));
    assert.ok(!(await ends(whole, [portOf(amqp), "1"])));
    assert.ok(!(await ends({ status: 503, body: "" })));
    assert.ok(!(await ends({ status: 200, body: "[]" })));
  });
});
