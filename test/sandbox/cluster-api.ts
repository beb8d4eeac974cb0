import { readFileSync } from "node:fs";
import { request } from "node:https";

import { apiServer } from "./addresses";
import { certificate, key } from "./certificates";

/** Anything the API server can hold. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** An object of the cluster, after the plural that its kind has in paths, such as `services`. */
export type Resource = [plural: string, manifest: Manifest];

/** Reads a path of the API server as the sandbox's administrator. @throws on any answer but 2xx. */
export async function read(path: string): Promise<unknown> {
  return JSON.parse(await call("GET", path));
}

/** Whether the API server says that it is ready, etcd included. */
export async function apiServerReady(): Promise<void> {
  await call("GET", "/readyz");
}

/** Creates an object, or brings it to what the manifest says. */
export async function apply(resource: Resource): Promise<void> {
  const path = `${pathOf(resource)}?fieldManager=slipway-sandbox&force=true`;
  await call("PATCH", path, JSON.stringify(resource[1]));
}

/** Deletes an object, if it is there. */
export async function remove(resource: Resource): Promise<void> {
  await call("DELETE", pathOf(resource)).catch((error: Error) => {
    if (!error.message.includes(": 404 ")) throw error;
  });
}

function pathOf([plural, manifest]: Resource): string {
  const root = manifest.apiVersion.includes("/") ? "/apis" : "/api";
  const { name, namespace } = manifest.metadata;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}/${manifest.apiVersion}${scope}/${plural}/${name}`;
}

function call(method: string, path: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${apiServer}${path}`,
      {
        method,
        ca: readFileSync(certificate("ca")),
        cert: readFileSync(certificate("admin")),
        key: readFileSync(key("admin")),
        headers: body === undefined ? {} : { "content-type": "application/apply-patch+yaml" },
        timeout: 5000,
        agent: false,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) return resolve(text);
          reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer within 5 s`)));
    sent.on("error", reject);
    sent.end(body);
  });
}
