import assert from "node:assert/strict";
import * as http from "node:http";
import * as https from "node:https";
import type * as net from "node:net";
import { serves, waitUntilServed } from "../scripts/serving";
import { selfSigned } from "./self-signed";

describe("whether the stack serves a URL", () => {
  const servers: http.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that answers the hosts that it knows, and 404 as an ingress controller does. */
  async function listening(status: (host: string) => number, secure = false) {
    const answer: http.RequestListener = ({ headers }, response) => {
      response.writeHead(status(headers.host ?? "")).end();
    };
    const { certificate: cert, key } = selfSigned("www.shop.test");
    const server = secure ? https.createServer({ cert, key }, answer) : http.createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
  }

  it("is told by its host, wherever that leads", async () => {
    const entrance = await listening((host) => (host === "www.shop.test" ? 200 : 404));
    assert.ok(await serves(new URL("http://www.shop.test/"), entrance));
    assert.ok(!(await serves(new URL("http://api.shop.test/"), entrance)));
  });

  it("is told over TLS for https, whoever vouches for the certificate", async () => {
    const entrance = await listening((host) => (host === "www.shop.test:30443" ? 200 : 404), true);
    assert.ok(await serves(new URL("https://www.shop.test:30443/"), entrance));
    assert.ok(!(await serves(new URL("http://www.shop.test:30443/"), entrance)));
  });

  it("is not where there is nobody, or where no pod is ready, and is waited for", async () => {
    let status = 503;
    const entrance = await listening(() => status);
    const url = new URL("http://www.shop.test/");
    assert.ok(!(await serves(url, { host: "127.0.0.1", port: 1 })));
    assert.deepEqual(await waitUntilServed([url], () => entrance, 0), [url]);
    setTimeout(() => (status = 200), 200);
    assert.deepEqual(await waitUntilServed([url], () => entrance, 10_000), []);
  });
});
