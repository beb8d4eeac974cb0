import assert from "node:assert/strict";
import type { App } from "../components/app";
import { Schedule } from "../components/schedule";
import { Service, type ServiceArgs } from "../components/service";
import { Volume, type VolumeArgs } from "../components/volume";
import { anyImage as image, deployApp, type TestSettings } from "./deploy";

const claimKind = "kubernetes:core/v1:PersistentVolumeClaim";

describe("Volume", () => {
  function shop(
    volume: Partial<VolumeArgs> = {},
    service: Partial<ServiceArgs> = {},
    settings: TestSettings = {},
    options: Parameters<typeof deployApp>[2] = {},
  ) {
    return deployApp(
      (app) => {
        const uploads = new Volume("uploads", { app, ...volume });
        const volumes = { "/var/lib/shop": { volume: uploads, writable: true } };
        new Service("web", { app, image, port: 8080, volumes, ...service });
      },
      settings,
      options,
    );
  }

  async function deployed(...args: Parameters<typeof shop>) {
    const stack = await shop(...args);
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    return { stack, spec, pod: spec.template.spec };
  }

  it("is a claim by its own name, of its size, class and mode, and has room in the namespace", async () => {
    const { stack } = await deployed();
    const { metadata, spec } = stack.one(claimKind, "uploads").inputs;
    assert.equal(metadata.name, "uploads");
    assert.deepEqual(spec, {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
    });
    const [quota] = stack.all("kubernetes:core/v1:ResourceQuota");
    assert.equal(quota?.inputs.spec.hard["requests.storage"], "1Gi");
    assert.equal(quota.inputs.spec.hard["persistentvolumeclaims"], "1");

    const uploads = { storage: "5Gi", storageClass: "nfs" };
    const accessMode = "ReadWriteMany";
    const settings = { volumes: { uploads }, cluster: { protect: true } };
    const other = (await deployed({ storage: "2Gi", accessMode }, {}, settings)).stack;
    const claim = other.one(claimKind, "uploads");
    assert.deepEqual(claim.inputs.spec, {
      accessModes: ["ReadWriteMany"],
      resources: { requests: { storage: "5Gi" } },
      storageClassName: "nfs",
    });
    assert.equal(claim.protect, true);
  });

  it("is where the part says, read-only unless it is to be written to", async () => {
    const { pod } = await deployed();
    const mount = { name: "volume-0", mountPath: "/var/lib/shop" };
    assert.deepEqual(pod.containers[0]?.volumeMounts[0], mount);
    assert.deepEqual(pod.volumes[0], {
      name: "volume-0",
      persistentVolumeClaim: { claimName: "uploads" },
    });
    const volumes = { "/old": { claim: "legacy" } };
    const { pod: legacy } = await deployed({}, { volumes });
    assert.deepEqual(legacy.containers[0]?.volumeMounts[0], {
      ...{ name: "volume-0", mountPath: "/old", readOnly: true },
    });
    assert.deepEqual(legacy.volumes[0]?.persistentVolumeClaim, { claimName: "legacy" });
  });

  it("makes one pod of a service, which ends before the next one comes, where only one may mount it", async () => {
    const mounts: Partial<ServiceArgs>[] = [{}, { volumes: { "/old": { claim: "legacy" } } }];
    for (const service of mounts) {
      const { stack, spec } = await deployed({}, service);
      assert.equal(spec.replicas, 1);
      assert.deepEqual(spec.strategy, { type: "Recreate" });
      const [quota] = stack.all("kubernetes:core/v1:ResourceQuota");
      assert.equal(quota?.inputs.spec.hard["pods"], "1");
    }
  });

  it("refuses more pods, an autoscaler and a rolling update then, in words", async () => {
    const why = "since only one pod may mount its volume uploads, which is ReadWriteOnce";
    const said = async (service: Partial<ServiceArgs>, settings: TestSettings = {}) => {
      const error: unknown = await shop({}, service, settings).then(
        () => undefined,
        (reason) => reason,
      );
      assert.ok(error instanceof Error);
      return error.message.split("\n- ").slice(1);
    };
    assert.deepEqual(await said({ replicas: 3 }), [
      `slipway:services.web.replicas is 3, but must be 1, ${why}`,
    ]);
    assert.deepEqual(await said({}, { services: { web: { maxReplicas: 4 } } }), [
      `slipway:services.web.maxReplicas is 4, but must be 0 or 1, ${why}`,
    ]);
    assert.deepEqual(await said({ rollout: { strategy: "RollingUpdate" } }), [
      `slipway:services.web has the strategy "RollingUpdate" in the program, but must have "Recreate" or nothing, ${why}`,
    ]);
  });

  it("leaves a service's pods and rollout alone where many may mount it", async () => {
    const accessMode = "ReadWriteMany";
    const shared = await deployed({ accessMode }, { replicas: 3 });
    assert.equal(shared.spec.replicas, 3);
    assert.equal(shared.spec.strategy.rollingUpdate.maxSurge, 1);
    const volumes = { "/old": { claim: "legacy", accessMode } } as const;
    assert.equal((await deployed({}, { volumes, replicas: 3 })).spec.replicas, 3);
  });

  it("is shared where many may mount it, and refused to a second part where they may not", async () => {
    const two = (accessMode: VolumeArgs["accessMode"]) =>
      deployApp((app: App) => {
        const uploads = new Volume("uploads", { app, accessMode });
        const volumes = { "/uploads": { volume: uploads } };
        new Service("web", { app, image, port: 8080, volumes });
        new Schedule("tidy", { app, image, cron: "@daily", volumes });
      });
    assert.equal((await two("ReadWriteMany")).all(claimKind).length, 1);
    await assert.rejects(
      two("ReadWriteOnce"),
      /uploads is mounted by web and by tidy, but is ReadWriteOnce.* volumes\.uploads\.accessMode to ReadWriteMany/,
    );
  });

  it("grows in place, and is refused what would make it anew", async () => {
    const was = { storage: "2Gi", storageClass: "", accessMode: "ReadWriteOnce" };
    const update = (volume: Partial<VolumeArgs>) =>
      shop(volume, {}, {}, { stashed: { "uploads-volume": was }, volumesGrow: true });
    const { spec } = (await update({ storage: "3Gi" })).one(claimKind, "uploads").inputs;
    assert.equal(spec.resources.requests["storage"], "3Gi");
    await assert.rejects(update({ storage: "1Gi" }), /uploads: storage is "1Gi", but .* none can/);
    await assert.rejects(
      update({ storage: "2Gi", accessMode: "ReadWriteMany" }),
      /uploads: accessMode is "ReadWriteMany", but its volume was made with "ReadWriteOnce"/,
    );
  });

  it("is mounted at an absolute path", async () => {
    const volumes = { "var/lib": { claim: "legacy" } };
    await assert.rejects(shop({}, { volumes }), /web: a volume is mounted at "var\/lib", but must/);
  });
});

describe("a service's rollout", () => {
  it("may end all pods before new ones come, whatever their number, and adds none", async () => {
    const rollout = { strategy: "Recreate" } as const;
    const stack = await deployApp(
      (app) => void new Service("web", { app, image, port: 8080, replicas: 3, rollout }),
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    assert.deepEqual([spec.replicas, spec.strategy], [3, { type: "Recreate" }]);
    const [quota] = stack.all("kubernetes:core/v1:ResourceQuota");
    assert.equal(quota?.inputs.spec.hard["pods"], "3");
  });
});
