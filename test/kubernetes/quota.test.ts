import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { App } from "../../components/app";
import type { Demand } from "../../components/kubernetes/quota";
import { type Deployed, deployApp, deployDev } from "../deploy";

const workloads = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:batch/v1:Job",
];

describe("the quota of a namespace", () => {
  const quotaOf = (stack: Deployed) => {
    const [quota, ...others] = stack.all("kubernetes:core/v1:ResourceQuota");
    assert.ok(quota !== undefined && others.length === 0);
    return quota;
  };

  async function hardOf(demands: Record<string, Demand>) {
    const stack = await deployApp(({ namespace }) => {
      for (const [name, demand] of Object.entries(demands)) namespace.declare(name, demand);
    });
    return quotaOf(stack).inputs.spec.hard;
  }

  it("is the sum of what is declared, of each thing", async () => {
    const hard = await hardOf({
      web: { pods: { count: 4, cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" } },
      store: {
        pods: { count: 3, cpu: "1", memory: "1Gi", memoryLimit: "1.5Gi" },
        claims: { count: 3, storage: "20Gi" },
      },
      archive: { claims: { count: 1, storage: "500Mi" } },
    });
    assert.deepEqual(hard, {
      pods: "7",
      "requests.cpu": "3200m",
      "requests.memory": "3456Mi",
      "limits.memory": "5632Mi",
      persistentvolumeclaims: "4",
      "requests.storage": "61940Mi",
    });
  });

  it("is a multiple of what pods take where the settings say so, and is not there for 0", async () => {
    const program = (quota: number) =>
      deployApp(
        ({ namespace }) =>
          namespace.declare("web", {
            pods: { count: 3, cpu: "50m", memory: "97Mi", memoryLimit: "256Mi" },
            claims: { count: 1, storage: "20Gi" },
          }),
        { cluster: { quota } },
      );
    assert.deepEqual(quotaOf(await program(1.5)).inputs.spec.hard, {
      pods: "3",
      "requests.cpu": "225m",
      // 436.5, rounded up.
      "requests.memory": "437Mi",
      "limits.memory": "1152Mi",
      persistentvolumeclaims: "1",
      "requests.storage": "20Gi",
    });
    assert.deepEqual((await program(0)).all("kubernetes:core/v1:ResourceQuota"), []);
  });

  it("is there only once claims can go by it", async () => {
    const stack = await deployApp(({ namespace }) =>
      namespace.declare("store", { claims: { count: 3, storage: "20G" } }),
    );
    assert.deepEqual(quotaOf(stack).inputs.metadata.annotations, {
      "pulumi.com/waitFor": JSON.stringify([
        "jsonpath={.status.hard.persistentvolumeclaims}=3",
        "jsonpath={.status.hard['requests.storage']}=60G",
      ]),
    });
  });

  it("leaves no room where nothing is declared", async () => {
    assert.deepEqual([...new Set(Object.values(await hardOf({})))], ["0"]);
  });

  it("refuses what is declared after the program's end, by its name", async () => {
    const late = deployApp(async ({ namespace }: App) => {
      await setImmediate();
      await setImmediate();
      namespace.declare("web", {});
    });
    await assert.rejects(late, /^Error: web is to run in the namespace, but was made after /);
  });

  describe("of the dev stack", () => {
    let dev: Deployed;
    before(async () => {
      dev = await deployDev();
    });

    it("has room for every pod and volume, and for the pods that a rollout adds or that still drain", () => {
      const rooms = dev.workloads.map(({ resource, pods }) =>
        resource.type === "kubernetes:apps/v1:Deployment" ? pods + 1 : pods,
      );
      const { hard } = quotaOf(dev).inputs.spec;
      const claims = dev
        .all("kubernetes:apps/v1:StatefulSet")
        .flatMap(({ inputs }) => inputs.spec.volumeClaimTemplates);
      assert.equal(hard["pods"], String(rooms.reduce((sum, room) => sum + room, 0)));
      assert.equal(hard["persistentvolumeclaims"], String(claims.length));
      assert.equal(hard["requests.storage"], `${claims.length}Gi`);
    });

    it("grows with the replicas that are configured", async () => {
      const more = await deployDev({ services: { user: { replicas: 7 } } });
      const pods = (stack: Deployed) => Number(quotaOf(stack).inputs.spec.hard["pods"]);
      assert.equal(pods(more) - pods(dev), 4);
    });

    it("is there before everything that makes pods", () => {
      const { urn } = quotaOf(dev);
      const made = dev.resources.filter(({ type }) => workloads.includes(type));
      assert.notEqual(made.length, 0);
      for (const { name, dependencies } of made) assert.ok(dependencies.includes(urn), name);
    });

    it("does not keep out a container that states nothing: it gets what it leaves open", () => {
      const [range, ...others] = dev.all("kubernetes:core/v1:LimitRange");
      assert.deepEqual(others, []);
      const [limit] = range?.inputs.spec.limits ?? [];
      assert.equal(limit?.type, "Container");
      const stated = dev.workloads[0]?.pod.spec.containers[0]?.resources;
      assert.deepEqual(
        Object.keys(limit?.defaultRequest ?? {}),
        Object.keys(stated?.requests ?? {}),
      );
      assert.deepEqual(Object.keys(limit?.default ?? {}), Object.keys(stated?.limits ?? {}));
    });
  });
});
