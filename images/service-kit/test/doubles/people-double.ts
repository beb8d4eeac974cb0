import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The user service as far as a token is checked: `token-of-X` is X's. */
export class PeopleDouble {
  status = 200;
  readonly requestIds: (string | string[] | undefined)[] = [];
  readonly #server: Server = createServer((request, response) => {
    if (request.url === "/healthz") {
      response.end("{}");
      return;
    }
    this.requestIds.push(request.headers["x-request-id"]);
    const [, id] = /^Bearer token-of-(\w+)$/.exec(request.headers.authorization ?? "") ?? [];
    const status = id === undefined ? 401 : this.status;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ id, username: id, email: `${id}@example.com` }));
  });

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
