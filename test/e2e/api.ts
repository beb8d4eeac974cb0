import type * as http from "node:http";
import { begin } from "./entrance";

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The body as JSON; undefined where it is none. */
  // What an endpoint answers is what the tests are about.
  body: Record<string, unknown> | undefined;
}

export interface Call {
  /** Which of the stack's hosts. @default "api" */
  host?: string;
  /** Sent as JSON; a string or a buffer is sent as it is. */
  body?: unknown;
  /** A bearer token. */
  token?: string;
  headers?: Record<string, string>;
  agent?: http.Agent;
}

/** A request to the stack, through the gateway on this machine. */
export function call(method: string, path: string, options: Call = {}): Promise<Answer> {
  const { host = "api", body, token, agent } = options;
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const payload = body === undefined || raw ? body : JSON.stringify(body);
  const headers = {
    ...(payload === undefined
      ? {}
      : {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(payload as string | Buffer)),
        }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const request = begin(host, { method, path, headers, agent, timeout: 20_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: parsed(text),
        }),
      );
    });
    request.once("timeout", () => request.destroy(new Error("no answer within 20 s")));
    request.once("error", reject);
    request.end(payload);
  });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
