import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import { Kubectl } from "../../scripts/kubectl";
import { hold } from "../../scripts/open/hold";
import type { Target } from "../../scripts/open/target";
import { isTaken } from "../../scripts/port-forward";
import { kubectlStandIn } from "../kubectl-stand-in";

describe("what is opened", () => {
  let standIn: ReturnType<typeof kubectlStandIn>;
  beforeEach(() => (standIn = kubectlStandIn()));
  afterEach(() => fs.rmSync(standIn.folder, { recursive: true }));

  /** Opens it, does something with its port, and ends it. */
  async function opened(
    { port, to = "service/shop", local }: { port: number; to?: string; local?: number },
    use: (port: number, lost: Promise<string>) => unknown,
  ): Promise<void> {
    const end = new AbortController();
    const kubectl = new Kubectl("shop", "shop", standIn.env);
    const target: Target = {
      ...{ name: "shop", kind: "service", account: undefined, notes: [] },
      ...{ to, port, at: String },
    };
    let tell: (words: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => (tell = resolve));
    let using: unknown;
    await hold(target, kubectl, {
      ...{ local, signal: end.signal, lost: tell },
      opened: (here) => {
        using = Promise.resolve(use(here, lost)).finally(() => end.abort());
      },
    });
    await using;
  }

  async function reached(port: number): Promise<boolean> {
    const socket = net.connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    const ended = new Promise((resolve) => socket.once("error", resolve).once("close", resolve));
    await ended;
    return Buffer.concat(chunks).toString() === "reached";
  }

  async function taken(): Promise<{ port: number; server: net.Server }> {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    return { port: (server.address() as net.AddressInfo).port, server };
  }

  it("is there at the service's own port, and closed after it was ended", async () => {
    const { port, server } = await taken();
    await new Promise((resolve) => server.close(resolve));
    await opened({ port }, async (here) => {
      assert.equal(here, port);
      assert.ok(await reached(port));
    });
    assert.ok(!(await isTaken(port)));
  });

  it("is at an unused port where that one is taken, or root's", async () => {
    const { port, server } = await taken();
    await opened({ port }, (here) => assert.notEqual(here, port));
    await opened({ port: 81 }, (here) => assert.ok(here > 1023));
    server.close();
  });

  it("is at the port that was asked for, or refused", async () => {
    const { port: local, server } = await taken();
    await assert.rejects(
      opened({ port: 80, local }, () => assert.fail()),
      new RegExp(`^Error: Port ${local} of this machine`),
    );
    await new Promise((resolve) => server.close(resolve));
    await opened({ port: 80, local }, (here) => assert.equal(here, local));
  });

  it("is there again, at the same port, after kubectl has lost its pod", async () => {
    const { port, server } = await taken();
    await new Promise((resolve) => server.close(resolve));
    await opened({ port, to: "service/brief" }, async (_, lost) => {
      assert.equal(await lost, "error: lost connection to pod");
      const deadline = Date.now() + 15_000;
      while (!(await reached(port))) assert.ok(Date.now() < deadline);
    });
    const places = standIn.calls().map((call) => call.split(" ").at(-1));
    assert.ok(places.length >= 2);
    assert.deepEqual([...new Set(places)], [`${port}:${port}`]);
    assert.ok(!(await isTaken(port)));
  });
});
