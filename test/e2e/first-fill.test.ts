import * as assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import { eventually, kubectl } from "./cluster";
import { MongoClient } from "./drivers";
import { killServer, serverProcesses } from "./server-processes";
import { record } from "./stages";

/** Where copies of the stores' servers run, each on a new volume: the stack's own namespace has no room for more. */
const copies = "first-fill";
const moments = 10;
/** So many fill their volumes beside each other. */
const together = 2;

interface Store {
  name: string;
  /** Signs in over the network, as a service does. */
  signIn: (pod: { name: string; ip: string }, password: string) => Promise<void>;
}

const stores: Store[] = [
  {
    name: "mysql-for-user",
    async signIn({ name, ip }) {
      const query = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'user'";
      const client = `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --host=${ip} --execute="${query}"`;
      await copy(["exec", name, "--", "sh", "-c", client]);
    },
  },
  {
    name: "events-db",
    async signIn({ ip }, password) {
      const client = new MongoClient(
        `mongodb://root:${password}@${ip}:27017/?authSource=admin&directConnection=true`,
      );
      await client.db("admin").command({ listDatabases: 1 });
      await client.close();
    },
  },
];

/** Runs kubectl among the copies. */
function copy(args: string[], input?: string): Promise<string> {
  return kubectl(args, input, copies);
}

interface Copy {
  metadata: { name: string; uid: string };
  status: {
    podIP?: string;
    containerStatuses?: { ready: boolean; restartCount: number }[];
  };
}

/** The one pod of a copy; undefined until it is made. */
async function podOf(name: string): Promise<Copy | undefined> {
  const found = await copy(["get", "pod", `${name}-0`, "--ignore-not-found", "--output=json"]);
  return found === "" ? undefined : (JSON.parse(found) as Copy);
}

/** What a copy is: a StatefulSet, whose pod knows itself by its name below the headless Service. */
function objectsOf(name: string, spec: object) {
  const labels = { copy: name };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `${name}-headless` },
    spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: labels },
  };
  const set = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name },
    spec: {
      serviceName: `${name}-headless`,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec },
    },
  };
  return { apiVersion: "v1", kind: "List", items: [service, set] };
}

/** A store's server, on an empty volume that lives as long as its pod, and what it signs in with. */
async function serverOf(store: string) {
  const { spec } = JSON.parse(
    await kubectl(["get", `statefulset/${store}`, "--output=json"]),
  ) as types.output.apps.v1.StatefulSet;
  const pod = spec.template.spec;
  const secret = pod.containers[0]?.env.find(({ valueFrom }) => valueFrom?.secretKeyRef)?.valueFrom
    .secretKeyRef.name;
  assert.ok(secret !== undefined);
  const { data } = JSON.parse(await kubectl(["get", "secret", secret, "--output=json"])) as {
    data: Record<string, string>;
  };
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name: secret }, data };
  await copy(["apply", "--filename=-"], JSON.stringify(object));
  const volumes = [...pod.volumes, { name: "data", emptyDir: {} }];
  const bare = { ...pod, serviceAccountName: "default", serviceAccount: "default", volumes };
  const password = Object.entries(data).find(([key]) => key.endsWith("_ROOT_PASSWORD"))?.[1] ?? "";
  return { spec: bare, password: Buffer.from(password, "base64").toString() };
}

describe("the first start of a store", () => {
  before(async () => {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: copies } };
    await kubectl(["apply", "--filename=-"], JSON.stringify(namespace));
  });
  after(() => kubectl(["delete", "namespace", copies, "--wait=false"]));

  for (const { name: store, signIn } of stores) {
    it(`of ${store}, killed at ${moments} moments, comes up and lets in who has the password`, async () => {
      const { spec, password } = await serverOf(store);

      /** Starts a copy, and kills it so many milliseconds later. @returns how long it took to be ready. */
      async function fill(name: string, killedAfter?: number): Promise<number> {
        await copy(["create", "--filename=-"], JSON.stringify(objectsOf(name, spec)));
        let uid = "";
        await eventually(`${name} has started`, 60, async () => {
          uid = (await podOf(name))?.metadata.uid ?? "";
          return uid !== "" && (await serverProcesses(uid)).length > 0;
        });
        const start = Date.now();
        if (killedAfter !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, killedAfter));
          await killServer(uid);
        }
        await eventually(`${name} is ready`, 180, async () => {
          const [status] = (await podOf(name))?.status.containerStatuses ?? [];
          const restarted = killedAfter === undefined || (status?.restartCount ?? 0) > 0;
          return status?.ready === true && restarted;
        });
        const taken = Date.now() - start;
        const ip = (await podOf(name))?.status.podIP ?? "";
        await signIn({ name: `${name}-0`, ip }, password);
        const made = [`statefulset/${name}`, `service/${name}-headless`, `pod/${name}-0`];
        await copy(["delete", ...made, "--wait=false", "--grace-period=0", "--force"]);
        return taken;
      }

      const whole = await fill(`${store}-whole`);
      record(`first start of ${store}`, `${(whole / 1000).toFixed(1)} s`);
      for (let moment = 1; moment <= moments; moment += together) {
        const batch = Array.from({ length: together }, (_, index) => moment + index);
        await Promise.all(
          batch.map((one) => fill(`${store}-${one}`, (whole * one) / (moments + 1))),
        );
      }
    });
  }
});
