import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** What a registry of a test is asked: `METHOD path`, and what it is shown. */
export type Asked = { what: string; authorization: string | undefined };

/** A registry on a port of this machine, as far as it says what it has, until it is closed. */
export class RegistryServer {
  readonly asked: Asked[] = [];

  private constructor(
    private readonly server: http.Server,
    readonly host: string,
  ) {}

  /** @param answer The status of each answer, with its headers and its text. */
  static async start(
    answer: (asked: Asked) => [status: number, headers?: Record<string, string>, text?: string],
  ): Promise<RegistryServer> {
    const server = http.createServer(({ method, url, headers }, response) => {
      const asked = { what: `${method} ${url}`, authorization: headers.authorization };
      registry.asked.push(asked);
      const [status, own = {}, text = ""] = answer(asked);
      response.writeHead(status, own).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const registry: RegistryServer = new RegistryServer(
      server,
      `127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    return registry;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
