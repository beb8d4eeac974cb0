import * as assert from "node:assert/strict";
import { eventually, kubectl, pods } from "./cluster";
import { Connections, type Edges } from "./connections";
import { record } from "./stages";

/** Exactly what the dev stack declares; who is not here connects to nobody. */
const edges: Edges = {
  user: ["mysql-for-user:3306", "redis-for-user:6379"],
  eventservice: ["events-db:27017", "amqp-broker:5672", "user:10086"],
  bookingservice: ["bookings-db:27017", "amqp-broker:5672", "user:10086"],
  // Pods of other namespaces: the ingress controller, and one that is none of the stack's business. A port of the nodes
  // has hello open to anybody.
  traefik: [
    "user:10086",
    "eventservice:8181",
    "bookingservice:8181",
    "frontend:8080",
    "hello:8080",
  ],
  "kube-dns": ["hello:8080"],
};

describe("the network of dev", () => {
  const connections = new Connections();
  before(() => connections.open());
  after(() => connections.close());

  it("is tried at what there is to be reached", async () => {
    assert.deepEqual(await connections.unreachable(), []);
  });

  it("lets exactly the declared edges through, by pod and by Service", async () => {
    assert.deepEqual(await connections.mistakes(edges), []);
  });

  it("lets nothing else through while pods are replaced, and the same afterwards", async () => {
    // Those that stay are tried from: a pod that is new is let out of by nobody's policy but its own.
    const standing = ["hello", "frontend", "mysql-for-user", "redis-for-user", "events-db"];
    const replaced = ["user", "eventservice", "bookingservice"];
    const labels = `app.kubernetes.io/name in (${replaced.join()})`;
    const before = (await pods()).map(({ uid }) => uid);
    await kubectl(["delete", "pods", "--wait=false", `--selector=${labels}`]);
    const isReplaced = async () => {
      const now = (await pods()).filter(({ app }) => replaced.includes(app));
      return now.every(({ uid, ready }) => ready && !before.includes(uid));
    };
    let rounds = 0;
    await eventually("the pods are replaced", 120, async () => {
      const found = await connections.mistakes(edges, standing);
      const connected = found.filter((line) => line.endsWith("connects"));
      assert.deepEqual(connected, []);
      rounds++;
      return isReplaced();
    });
    record("rounds of connections while pods were replaced", String(rounds));
    assert.ok(rounds > 1);
    await eventually("exactly the edges connect", 30, async () => {
      return (await connections.mistakes(edges)).length === 0;
    });
  });
});
