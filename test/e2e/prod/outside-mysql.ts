import { versions } from "../../../components/images/versions";
import { randomBytes } from "node:crypto";
import { pods as podRange } from "../../sandbox/addresses";
import { kubectl, kubectlAttempt } from "../cluster";
import { certificateOf } from "./certificate";

const namespace = "slipway-outside";
const name = "mysql";
const host = `${name}.${namespace}.svc.cluster.local`;
const inside = [`--namespace=${namespace}`];

/** A MySQL that somebody else runs: what the configuration says of it, and the password that it says in secret. */
export interface OutsideMySql {
  config: Record<string, unknown>;
  password: string;
  /** Asks the server something as its administrator. */
  ask(statement: string): Promise<string>;
  remove(): Promise<void>;
}

/** Starts an empty server with TLS in a namespace of its own, and an account there that may make a database. */
export async function outsideMySql(): Promise<OutsideMySql> {
  const { certificate, key } = await certificateOf(host);
  const [root, password] = [randomBytes(18).toString("hex"), randomBytes(18).toString("hex")];
  const user = "slipway";
  const grant = `CREATE USER ${user} IDENTIFIED BY '${password}' REQUIRE SSL; GRANT ALL ON user.* TO ${user};`;
  const labels = { "app.kubernetes.io/name": name };
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      stringData: { MYSQL_ROOT_PASSWORD: root, "grant.sql": grant, certificate, key },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: { clusterIP: "None", selector: labels },
    },
    { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels }, spec: pod },
  ];
  await remove();
  await kubectl(
    [...inside, "apply", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
  );
  await kubectl([...inside, "wait", "--for=condition=Ready", `pod/${name}`, "--timeout=120s"]);
  return {
    config: { host, port: 3306, cidr: podRange, tls: true, ca: certificate, user },
    password,
    ask: (statement) =>
      kubectl(
        [
          ...[...inside, "exec", "--stdin", name, "--", "sh", "-c"],
          `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --skip-column-names`,
        ],
        statement,
      ),
    remove,
  };
}

async function remove(): Promise<void> {
  await kubectlAttempt(["delete", `namespace/${namespace}`, "--ignore-not-found", "--timeout=60s"]);
}

const pod = {
  terminationGracePeriodSeconds: 5,
  containers: [
    {
      name,
      image: versions.mysql,
      args: ["--ssl-cert=/tls/certificate", "--ssl-key=/tls/key", "--innodb-buffer-pool-size=32M"],
      env: [
        {
          name: "MYSQL_ROOT_PASSWORD",
          valueFrom: { secretKeyRef: { name, key: "MYSQL_ROOT_PASSWORD" } },
        },
      ],
      volumeMounts: [
        { name: "tls", mountPath: "/tls" },
        { name: "init", mountPath: "/docker-entrypoint-initdb.d" },
      ],
      readinessProbe: { tcpSocket: { port: 3306 }, periodSeconds: 1 },
    },
  ],
  volumes: [
    {
      name: "tls",
      secret: {
        secretName: name,
        items: ["certificate", "key"].map((key) => ({ key, path: key })),
      },
    },
    {
      name: "init",
      secret: { secretName: name, items: [{ key: "grant.sql", path: "grant.sql" }] },
    },
  ],
};
