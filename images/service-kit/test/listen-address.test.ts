import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, Server } from "node:net";
import { listenAddress } from "../src/listen-address.ts";

describe("where a service listens", () => {
  const cases: [url: string, host: string, port: number][] = [
    ["0.0.0.0:8080", "0.0.0.0", 8080],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["[fd00::7]:80", "fd00::7", 80],
    ["localhost:81", "localhost", 81],
  ];
  for (const [url, host, port] of cases) {
    it(`is ${host} for ${url}`, async () => {
      assert.deepEqual(await listenAddress(url), { host, port });
    });
  }

  it("is every address of IPv4 for [::], at least", async () => {
    const server = createServer();
    await once(server.listen(await listenAddress("[::]:0")), "listening");
    const address = server.address();
    assert.ok(address !== null && typeof address === "object");
    const { port } = address;
    const other = createServer();
    const [error] = await once(other.listen(port, "0.0.0.0"), "error");
    assert.equal(error.code, "EADDRINUSE");
    server.close();
  });

  it("is every address of IPv4 for [::] where the kernel has no IPv6", async () => {
    const { listen } = Server.prototype;
    Server.prototype.listen = function (this: Server) {
      process.nextTick(() =>
        this.emit("error", Object.assign(new Error(), { code: "EAFNOSUPPORT" })),
      );
      return this;
    } as typeof listen;
    try {
      assert.deepEqual(await listenAddress("[::]:80"), { host: "0.0.0.0", port: 80 });
    } finally {
      Server.prototype.listen = listen;
    }
  });
});
