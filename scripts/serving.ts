import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";

/** Where something may listen, for this machine. */
export interface Entrance {
  host: string;
  port: number;
}

/**
 * Whether a URL of the stack is answered by the stack's own service through that entrance: an error page of an ingress
 * controller itself, which is not JSON, does not count. Who vouches for its certificate is not asked.
 */
export function serves(url: URL, entrance: Entrance): Promise<boolean> {
  const { hostname: servername, host, pathname: path } = url;
  const common = { ...entrance, path, headers: { host }, timeout: 5_000 };
  return new Promise((resolve) => {
    const answered = ({ statusCode = 0, headers }: http.IncomingMessage) => {
      const json = headers["content-type"]?.includes("json") ?? false;
      resolve(statusCode < 500 && (statusCode !== 404 || json));
      request.destroy();
    };
    const request =
      url.protocol === "https:"
        ? https.get({ ...common, servername, rejectUnauthorized: false }, answered)
        : http.get(common, answered);
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

/** Waits until every URL is served. @returns those that are not, when the time is up. */
export async function waitUntilServed(
  urls: readonly URL[],
  entranceOf: (url: URL) => Entrance,
  milliseconds: number,
): Promise<URL[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answers = await Promise.all(urls.map((url) => serves(url, entranceOf(url))));
    const missing = urls.filter((_, index) => answers[index] !== true);
    if (missing.length === 0 || Date.now() > deadline) return missing;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Whether a connection is taken there. */
export function accepts(entrance: Entrance): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ ...entrance, timeout: 2_000 });
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once("connect", () => settle(true)).once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
