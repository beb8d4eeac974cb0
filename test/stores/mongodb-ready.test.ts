import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { script } from "../../components/stores/script";

describe("mongodb-ready.bash", () => {
  let server: net.Server;
  let answer: (asked: Buffer, socket: net.Socket) => void;
  beforeEach(async () => {
    server = net.createServer((socket) => {
      socket.on("data", (asked) => answer(asked, socket));
      // Whoever has the beginning of an answer hangs up.
      socket.on("error", () => undefined);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => void server.close());

  /** @returns The exit status. */
  function ask({ port } = server.address() as net.AddressInfo): Promise<unknown> {
    const [shell = "", ...args] = script("mongodb-ready.bash", String(port));
    const env = { ...process.env, HOSTNAME: "127.0.0.1" };
    return new Promise((resolve) => execFile(shell, args, { env }).once("exit", resolve));
  }

  /** An answer with some fields that are true or false. */
  function said(fields: Record<string, boolean>): Buffer {
    const document = Object.entries(fields).map(
      ([name, value]) => `\x08${name}\0${value ? "\x01" : "\0"}`,
    );
    const body = Buffer.from(`\0\0\0\0${document.join("")}\0`, "latin1");
    const message = Buffer.concat([Buffer.alloc(21), body]);
    message.writeInt32LE(message.length, 0);
    return message;
  }

  for (const [what, fields, status] of [
    ["the primary", { isWritablePrimary: true, secondary: false }, 0],
    ["a secondary that has all data", { isWritablePrimary: false, secondary: true }, 0],
    [
      "a member that is being filled, or of no set",
      { isWritablePrimary: false, secondary: false },
      1,
    ],
  ] as const) {
    it(`finds ${what} ${status === 0 ? "ready" : "not ready"}`, async () => {
      answer = (_, socket) => socket.write(said(fields));
      assert.equal(await ask(), status);
    });
  }

  it("says a hello that a server understands", async () => {
    let asked: Buffer = Buffer.alloc(0);
    answer = (message, socket) => {
      asked = message;
      socket.write(said({ isWritablePrimary: true }));
    };
    assert.equal(await ask(), 0);
    // OP_MSG, https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/: a header of four integers, no
    // flags, and one document.
    const header = [0, 4, 8, 12].map((at) => asked.readInt32LE(at));
    assert.deepEqual(header, [asked.length, 1, 0, 2013]);
    assert.equal(asked.readInt32LE(16), 0);
    assert.equal(asked[20], 0);
    const document = asked.subarray(21);
    assert.equal(document.readInt32LE(0), document.length);
    const fields = "\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0";
    assert.equal(document.subarray(4).toString("latin1"), fields);
  });

  it("is refused by a server that closes, and by none at all", async () => {
    answer = (_, socket) => socket.destroy();
    assert.notEqual(await ask(), 0);
    const address = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    assert.notEqual(await ask(address), 0);
  });

  it("gives up, before the probe does, on a server that takes the connection and says nothing", async () => {
    answer = () => undefined;
    const start = Date.now();
    assert.notEqual(await ask(), 0);
    assert.ok(Date.now() - start < 5000);
  });
});
