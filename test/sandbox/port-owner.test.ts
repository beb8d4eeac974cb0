import * as assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";

import { coversLocalhost, parseListeners, portOwner } from "./port-owner";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:0050 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1
   2: 020AE60A:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
`;

describe("the owner of a port", () => {
  it("is looked for among listening sockets only", () => {
    assert.deepEqual(parseListeners(table), [
      { address: "0100007F", port: 80, inode: "111" },
      { address: "020AE60A", port: 443, inode: "333" },
    ]);
  });

  it("holds 127.0.0.1 as itself, through any address, or mapped into IPv6", () => {
    const covers = (address: string) => coversLocalhost({ address, port: 80, inode: "1" });
    assert.ok(covers("0100007F"));
    assert.ok(covers("00000000"));
    assert.ok(covers("00000000000000000000000000000000"));
    assert.ok(covers("0000000000000000FFFF00000100007F"));
    assert.ok(!covers("020AE60A"), "another interface's address");
  });

  it("is named with its pid, and nobody once it is gone", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    assert.match(portOwner(port) ?? "free", new RegExp(`\\(process ${process.pid}\\)$`));
    await new Promise((resolve) => server.close(resolve));
    assert.equal(portOwner(port), undefined);
  });
});
