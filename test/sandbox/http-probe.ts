import { get as getPlain, type RequestOptions } from "node:http";
import { get as getSecure } from "node:https";

/** Resolves if an address answers with a 2xx within 3 s; rejects with what happened instead. */
export function answers(url: string, options: RequestOptions = {}): Promise<void> {
  // Daemons that serve with a certificate of their own making are asked for health, not identity.
  const secure = { ...options, timeout: 3000, agent: false as const, rejectUnauthorized: false };
  const get = url.startsWith("https:") ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    const request = get(url, secure, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`${url} answers ${status}`));
    });
    request.on("timeout", () => request.destroy(new Error(`${url} does not answer`)));
    request.on("error", (error) => reject(new Error(`${url}: ${error.message}`)));
  });
}
