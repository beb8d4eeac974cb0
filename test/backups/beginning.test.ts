import assert from "node:assert/strict";
import { type Asks, newStores, offerBackups, volumesNow } from "../../scripts/backups/beginning";
import { Cluster, cronJob, label } from "./cluster";

const backedUp = (time: string) =>
  JSON.stringify([
    { id: "aa", time, paths: ["/orders"], tags: ["verified", "bytes=3145728", "sha256=5e"] },
  ]);

const hour = 3_600_000;
const earlier = new Date(Date.now() - hour).toISOString();
const creationTimestamp = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
const later = new Date(Date.now() + hour).toISOString();

describe("the last backups, after an update that made stores", () => {
  let cluster: Cluster;
  let told: string[];
  let asked: string[];
  beforeEach(() => {
    cluster = new Cluster();
    cluster.logs["orders"] = backedUp(earlier);
    [told, asked] = [[], []];
  });

  const volume = (store: string, uid: string, name = `data-${store}-0`) =>
    cluster.things.push({
      kind: "PersistentVolumeClaim",
      metadata: { name, uid, creationTimestamp, labels: { [label]: store } },
      spec: {},
    });
  const offer = async (answer: boolean | undefined, { restore = false, then = () => {} } = {}) => {
    const before = await volumesNow(cluster);
    then();
    const asks: Asks = async (question) => {
      asked.push(question);
      return answer;
    };
    const say = (line: string) => void told.push(...line.trim().split(/\n */));
    await offerBackups(cluster, { stack: "dev", before, restore, say }, asks);
  };
  const isMade = () => volume("orders", "2");
  const isRestored = () =>
    cluster.jobs.some(({ spec }) => JSON.stringify(spec).includes('"args":["restore","aa"'));
  const command = `npm run restore -- dev orders --at ${earlier}`;

  it("are of stores whose volumes are all new, by themselves and not by their names", async () => {
    volume("orders", "1");
    cluster.things.push(cronJob("events"), cronJob("cart"));
    volume("events", "3");
    const before = await volumesNow(cluster);
    assert.deepEqual(await newStores(cluster, before), []);
    cluster.things.splice(0, cluster.things.length, cronJob("orders"), cronJob("events"));
    cluster.things.push(cronJob("cart"));
    volume("orders", "2");
    volume("events", "3");
    volume("events", "4", "data-events-1");
    volume("web", "5");
    const made = new Date(creationTimestamp);
    assert.deepEqual(await newStores(cluster, before), [{ store: "orders", made }]);
  });

  it("are restored where somebody says so", async () => {
    await offer(true, { then: isMade });
    assert.equal(told[1], `orders  ${earlier}  3.0 MiB`);
    assert.equal(asked.length, 1);
    assert.ok(isRestored());
    assert.ok(told.includes("All who use orders are as they were."), told.join("\n"));
    assert.ok(cluster.done.includes("run back-orders-account"));
  });

  for (const [what, answer] of [
    ["somebody says no", false],
    ["nobody can be asked", undefined],
  ] as const) {
    it(`are not restored where ${what}, but by a command that is told`, async () => {
      await offer(answer, { then: isMade });
      assert.ok(!isRestored());
      assert.equal(told.at(-1), command);
    });
  }

  it("are restored without a question with --restore", async () => {
    await offer(undefined, { restore: true, then: isMade });
    assert.deepEqual(asked, []);
    assert.ok(isRestored());
  });

  for (const [what, prepare] of [
    ["of a store whose volume was there", () => void volume("orders", "1")],
    ["that are not there", () => void (cluster.logs["orders"] = "[]")],
    ["of what the new stores have by now", () => void (cluster.logs["orders"] = backedUp(later))],
  ] as const) {
    it(`are not offered ${what}`, async () => {
      prepare();
      const then = what.startsWith("of a store") ? () => undefined : isMade;
      await offer(true, { restore: true, then });
      assert.deepEqual([told, asked], [[], []]);
      assert.ok(!isRestored());
    });
  }

  it("leave the update a success where they cannot be told, but for --restore", async () => {
    cluster.fails = "orders-backup";
    await offer(true, { then: isMade });
    assert.match(
      told[0] ?? "",
      /^orders is new, and whether it has a backup cannot be told: The Job/,
    );
    assert.ok(!isRestored());
    cluster.things.pop();
    await assert.rejects(offer(true, { restore: true, then: isMade }), /has failed/);
  });
});
