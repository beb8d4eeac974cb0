import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A fixed port in front of a store's double, which can be taken away in the ways that networks do it. */
export class Switchable {
  /** Milliseconds that each answer is held back. */
  delay = 0;
  port = 0;
  /** Connections made so far. */
  connections = 0;
  #silent = false;
  #front: Server;
  readonly #target: Server;
  readonly #sockets = new Set<Socket>();

  constructor(target: Server) {
    this.#target = target;
    this.#front = createServer((socket) => this.#accept(socket));
  }

  async start(): Promise<void> {
    this.#target.listen(0, "127.0.0.1");
    await once(this.#target, "listening");
    this.#front.listen(0, "127.0.0.1");
    await once(this.#front, "listening");
    this.port = (this.#front.address() as AddressInfo).port;
  }

  /** The process is gone: connections end, new ones are refused. */
  async refuse(): Promise<void> {
    const closed = once(this.#front, "close");
    this.#front.close();
    this.#destroyAll();
    await closed;
  }

  /** The address is gone: nothing answers any more, and no connection ends. */
  swallow(): void {
    this.#silent = true;
    for (const socket of this.#sockets) socket.removeAllListeners("data").resume();
  }

  /** The store is back. Connections that were swallowed stay dead. */
  async restore(): Promise<void> {
    this.#silent = false;
    if (this.#front.listening) return;
    this.#front = createServer((socket) => this.#accept(socket));
    this.#front.listen(this.port, "127.0.0.1");
    await once(this.#front, "listening");
  }

  async stop(): Promise<void> {
    if (this.#front.listening) await this.refuse();
    this.#target.close();
  }

  #accept(client: Socket): void {
    this.connections += 1;
    this.#keep(client);
    if (this.#silent) {
      client.resume();
      return;
    }
    const server = connect((this.#target.address() as AddressInfo).port, "127.0.0.1");
    this.#keep(server);
    client.on("data", (chunk) => server.write(chunk));
    server.on("data", async (chunk) => {
      if (this.delay > 0) await sleep(this.delay);
      if (!client.destroyed) client.write(chunk);
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
