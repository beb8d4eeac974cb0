import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../../components/app";
import type { StoreSettings } from "../../components/config/part-schemas";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { StatefulServer, type StatefulServerArgs } from "../../components/stores/stateful-server";
import { deployApp } from "../deploy";

describe("StatefulServer", () => {
  async function serve(args: Partial<StatefulServerArgs> = {}) {
    const stack = await deployApp((app) => {
      const server: StatefulServerArgs = {
        app,
        image: "store:1.2.3",
        ports: { store: 1234, management: 12345 },
        uid: 999,
        command: ["store"],
        administrator: {
          variable: "PASSWORD",
          password: pulumi.secret("from a Secret"),
          digest: pulumi.output(""),
        },
        dataPath: "/data",
        scratchPaths: [],
        volume: { storage: "2Gi" },
        ready: { exec: { command: ["ping"] } },
        resources: { cpu: "10m", memory: "16Mi", memoryLimit: "32Mi" },
        ...args,
      };
      new StatefulServer("store", server, { parent: app });
    });
    const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "store").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, spec, container };
  }

  it("mounts the volume that its template names, and is not made anew for another size", async () => {
    const { stack, spec, container } = await serve();
    assert.deepEqual(
      spec.volumeClaimTemplates.map(({ metadata }) => metadata.name),
      ["data"],
    );
    const [mount] = container.volumeMounts.filter(({ name }) => name === "data");
    assert.deepEqual(mount, { name: "data", mountPath: "/data", subPath: "data" });
    const { ignored } = stack.one("kubernetes:apps/v1:StatefulSet", "store");
    assert.deepEqual(ignored, ["spec.volumeClaimTemplates"]);
  });

  it("is reached on each of its ports, at an address that outlives its pod", async () => {
    const { stack } = await serve();
    const { spec } = stack.one("kubernetes:core/v1:Service", "store").inputs;
    assert.equal(spec.clusterIP, undefined);
    assert.deepEqual(
      spec.ports.map(({ name, port }) => [name, port]),
      [
        ["store", 1234],
        ["management", 12345],
      ],
    );
  });

  it("is one, since two would not share their data", async () => {
    assert.equal((await serve()).spec.replicas, 1);
  });

  it("gets its secrets through a Secret, as variables and as a file that it can only read", async () => {
    const { stack, spec, container } = await serve({
      secretEnv: { KEY: "also from a Secret" },
      passwordFile: "/run/store/password",
    });
    const { inputs } = stack.one("kubernetes:core/v1:Secret", "store-server");
    assert.deepEqual(inputs.stringData, { PASSWORD: "from a Secret", KEY: "also from a Secret" });
    assert.deepEqual(
      container.env.map(({ name, valueFrom }) => [name, valueFrom.secretKeyRef]),
      ["PASSWORD", "KEY"].map((key) => [key, { name: "store-server", key }]),
    );
    assert.deepEqual(container.envFrom, []);
    const [volume] = spec.template.spec.volumes.filter(({ secret }) => secret !== undefined);
    const items = [{ key: "PASSWORD", path: "password" }];
    assert.deepEqual(volume?.secret, { secretName: "store-server", items });
    const [mount] = container.volumeMounts.filter(({ name }) => name === volume?.name);
    // A subPath would stay as it was when the container started.
    const name = volume?.name;
    assert.deepEqual(mount, { name, mountPath: "/run/store", readOnly: true });
  });

  it("is not rolled by another password of its administrator, and waits for the Secret that it is in", async () => {
    const administrator = (password: string, previous?: string) => ({
      variable: "PASSWORD",
      password: pulumi.secret(password),
      ...(previous === undefined ? {} : { previous: pulumi.secret(previous) }),
      digest: pulumi.output(""),
    });
    const passwordFile = "/run/store/password";
    const before = await serve({ administrator: administrator("old"), passwordFile });
    const after = await serve({ administrator: administrator("new", "old"), passwordFile });
    assert.deepEqual(after.spec, before.spec);
    const secret = after.stack.one("kubernetes:core/v1:Secret", "store-server");
    // For the store's Jobs alone, which give the server the one for the other.
    assert.deepEqual(secret.inputs.stringData, { PASSWORD: "new", PREVIOUS_PASSWORD: "old" });
    assert.equal(secret.inputs.metadata.name, "store-server");
    const server = after.stack.one("kubernetes:apps/v1:StatefulSet", "store");
    assert.ok(server.dependencies.includes(secret.urn));
  });

  it("writes to its volume and to the folders that are named, nowhere else", async () => {
    const { container } = await serve({ scratchPaths: ["/tmp", "/run/store"] });
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true);
    assert.deepEqual(writable.map(({ mountPath }) => mountPath).sort(), [
      "/data",
      "/run/store",
      "/tmp",
    ]);
  });

  for (const ready of [
    { exec: { command: ["ping"] } },
    { tcpSocket: { port: "management" } },
  ] satisfies StatefulServerArgs["ready"][]) {
    const [way = ""] = Object.keys(ready);
    it(`is asked by the one ${way} that it is given whether it serves`, async () => {
      const { container } = await serve({ ready });
      const { exec, tcpSocket, httpGet } = container.readinessProbe;
      assert.deepEqual(JSON.parse(JSON.stringify({ exec, tcpSocket, httpGet })), ready);
    });
  }

  it("lives while it takes connections on its first port, or on the one that it is given", async () => {
    for (const [alivePort, port] of [
      [undefined, "store"],
      ["management", "management"],
    ] as const) {
      const { container } = await serve({ alivePort });
      for (const probe of [container.startupProbe, container.livenessProbe]) {
        assert.deepEqual(probe.tcpSocket, { port });
        assert.equal(probe.exec, undefined);
      }
    }
  });
});

describe("the settings of a store", () => {
  type Make = (app: App, args: StoreSettings) => object;
  const kinds: Record<string, Make> = {
    MySql: (app, args) => new MySql("store", { app, database: "shop", ...args }),
    Redis: (app, args) => new Redis("store", { app, ...args }),
    MongoDb: (app, args) => new MongoDb("store", { app, ...args }),
    RabbitMq: (app, args) => new RabbitMq("store", { app, ...args }),
  };
  const said = {
    storage: "3Gi",
    storageClass: "slow",
    image: "store:1.2.3",
    cpu: "300m",
    memory: "700Mi",
    memoryLimit: "800Mi",
  };

  for (const [kind, make] of Object.entries(kinds)) {
    describe(`such as ${kind}`, () => {
      async function made(program: StoreSettings, settings: object) {
        const stack = await deployApp((app) => void make(app, program), {
          stores: { store: settings },
          cluster: { storageClass: "everybodys" },
        });
        const [claim] = stack.all("kubernetes:core/v1:PersistentVolumeClaim");
        const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "store").inputs;
        const [container] = spec.template.spec.containers;
        assert.ok(claim !== undefined && container !== undefined);
        const { requests, limits } = container.resources;
        return {
          storage: claim.inputs.spec.resources.requests?.["storage"],
          storageClass: claim.inputs.spec.storageClassName,
          image: container.image,
          cpu: requests["cpu"],
          memory: requests["memory"],
          memoryLimit: limits["memory"],
        };
      }

      it("are what the program says, where they say nothing", async () => {
        assert.deepEqual(await made(said, {}), said);
      });

      it("win over what the program says, each for itself", async () => {
        const other = {
          storage: "4Gi",
          storageClass: "fast",
          image: "cache.test/store:4.5.6",
          cpu: "2",
          memory: "750Mi",
          memoryLimit: "1Gi",
        };
        for (const [field, value] of Object.entries(other)) {
          const settings = { [field]: value };
          assert.deepEqual(await made(said, settings), { ...said, ...settings }, field);
        }
        assert.deepEqual(await made(said, other), other);
      });

      it("have a volume of 1Gi, of the stack's class, where neither says another", async () => {
        const { storage, storageClass } = await made({}, {});
        assert.deepEqual([storage, storageClass], ["1Gi", "everybodys"]);
      });

      it("have the cluster's own class, where they ask for none", async () => {
        assert.equal((await made(said, { storageClass: "" })).storageClass, undefined);
      });

      it("have a limit that gives way to a larger request, where they say no other", async () => {
        const { memory, memoryLimit } = await made(said, { memory: "4Gi" });
        assert.deepEqual([memory, memoryLimit], ["4Gi", "4Gi"]);
      });

      it("are refused a limit of their own below what is requested", async () => {
        await assert.rejects(made(said, { memoryLimit: "600Mi" }), (error: Error) =>
          error.message.endsWith(
            `\n- slipway:stores.store.memoryLimit is "600Mi", but must be at least the memory that is requested, which is 700Mi`,
          ),
        );
      });
    });
  }
});
