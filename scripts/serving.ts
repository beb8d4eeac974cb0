import * as http from "node:http";

/** Where an ingress controller may listen on this machine. */
export interface Ingress {
  host: string;
  port: number;
}

/**
 * Whether a URL of the stack is answered by the stack's own service through that ingress controller: an error page
 * of the controller itself, which is not JSON, does not count.
 */
export function serves(url: URL, ingress: Ingress): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(
      { ...ingress, path: url.pathname, headers: { host: url.host }, timeout: 5_000 },
      ({ statusCode = 0, headers }) => {
        const json = headers["content-type"]?.includes("json") ?? false;
        resolve(statusCode < 500 && (statusCode !== 404 || json));
        request.destroy();
      },
    );
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

/** Waits until every URL is served. @returns those that are not, when the time is up. */
export async function waitUntilServed(
  urls: URL[],
  ingress: Ingress,
  milliseconds: number,
): Promise<URL[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answers = await Promise.all(urls.map((url) => serves(url, ingress)));
    const missing = urls.filter((_, index) => answers[index] !== true);
    if (missing.length === 0 || Date.now() > deadline) return missing;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
