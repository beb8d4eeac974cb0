import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { env } from "../cluster";

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data"?: string } }[];
  users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

/** A cluster that is another one, though its context has the same name. */
export interface OtherCluster {
  kubeconfig: string;
  /** What somebody tried to change in it. */
  changes: string[];
  close(): void;
}

/**
 * Stands in front of the real API server, gives its kube-system another uid, and refuses every change: what is
 * asked of the program then cannot harm the stack if it fails.
 */
export async function otherCluster(): Promise<OtherCluster> {
  const real = parse(readFileSync(String(env()["KUBECONFIG"]), "utf8")) as Kubeconfig;
  const [{ cluster }, { user }] = [real.clusters[0], real.users[0]] as [
    Kubeconfig["clusters"][0],
    Kubeconfig["users"][0],
  ];
  const decoded = (data = "") => Buffer.from(data, "base64");
  const identity = {
    ca: decoded(cluster["certificate-authority-data"]),
    cert: decoded(user["client-certificate-data"]),
    key: decoded(user["client-key-data"]),
  };
  const uid = randomUUID();
  const changes: string[] = [];

  const server = http.createServer((asked, answer) => {
    const { method = "", url = "" } = asked;
    const refused = !["GET", "HEAD"].includes(method);
    if (refused) {
      asked.resume();
      if (!url.includes("dryRun=All")) changes.push(`${method} ${url}`);
      return void answer.writeHead(403).end();
    }
    // A compressed answer could not be changed.
    const { "accept-encoding": _, ...headers } = asked.headers;
    const onward = https.request(new URL(url, cluster.server), { ...identity, method, headers });
    onward.once("error", () => answer.destroy());
    onward.once("response", (response) => {
      if (!/^\/api\/v1\/namespaces\/kube-system(\?|$)/.test(url)) {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        return void response.pipe(answer);
      }
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.once("end", () => {
        const namespace = JSON.parse(text) as { metadata: { uid: string } };
        namespace.metadata.uid = uid;
        answer.writeHead(200, { "content-type": "application/json" });
        answer.end(JSON.stringify(namespace));
      });
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const folder = mkdtempSync(path.join(os.tmpdir(), "slipway-other-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  const { port } = server.address() as AddressInfo;
  const clusters = real.clusters.map((one) => ({
    ...one,
    cluster: { server: `http://127.0.0.1:${port}` },
  }));
  writeFileSync(kubeconfig, stringify({ ...real, clusters }), { mode: 0o600 });
  return {
    kubeconfig,
    changes,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}
