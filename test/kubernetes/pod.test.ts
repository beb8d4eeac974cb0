import assert from "node:assert/strict";
import type { App } from "../../components/app";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import {
  anyImage,
  deployApp,
  deployDev,
  type Deployed,
  type TestSettings,
  type Workload,
} from "../deploy";

describe("every pod of the dev stack", () => {
  let dev: Deployed;
  before(async () => {
    dev = await deployDev();
  });

  /** Runs a check for each container, and names the workload in what it throws. */
  function forEachContainer(
    check: (container: Container, workload: Workload, isBefore: boolean) => void,
  ): void {
    assert.notEqual(dev.workloads.length, 0);
    for (const workload of dev.workloads) {
      const { containers, initContainers, ephemeralContainers } = workload.pod.spec;
      assert.equal(ephemeralContainers, undefined);
      for (const container of [...containers, ...(initContainers ?? [])]) {
        try {
          check(container, workload, !containers.includes(container));
        } catch (error) {
          const { type, name } = workload.resource;
          throw new Error(`${type} ${name}, container ${container.name}`, { cause: error });
        }
      }
    }
  }

  // The controls: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
  it(`passes the Pod Security Standard "restricted"`, () => {
    forEachContainer((container, { pod }) => {
      const { spec } = pod;
      const { securityContext } = container;
      for (const shared of [spec.hostNetwork, spec.hostPID, spec.hostIPC]) assert.ok(!shared);
      const allowed = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral"].concat(
        ...["persistentVolumeClaim", "projected", "secret"],
      );
      for (const { name, ...source } of spec.volumes ?? []) {
        for (const kind of Object.keys(source))
          assert.ok(allowed.includes(kind), `${name}: ${kind}`);
      }
      assert.equal(spec.securityContext.runAsNonRoot, true);
      assert.equal(spec.securityContext.seccompProfile.type, "RuntimeDefault");
      assert.deepEqual(spec.securityContext.sysctls ?? [], []);
      assert.equal(securityContext.allowPrivilegeEscalation, false);
      assert.deepEqual(securityContext.capabilities, { drop: ["ALL"] });
      assert.ok(!securityContext.privileged);
      for (const override of [
        "runAsNonRoot",
        "runAsUser",
        "seccompProfile",
        "procMount",
      ] as const) {
        assert.equal(securityContext[override], undefined);
      }
      for (const port of container.ports ?? []) assert.equal(port.hostPort, undefined);
    });
  });

  // In a command, it takes $(NAME) for the variable's value and $$ for one dollar: see `command` in
  // https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#container-v1-core
  it("has no command that the kubelet would change", () => {
    forEachContainer((container) => {
      const hooks = [
        container.lifecycle?.preStop,
        container.readinessProbe,
        container.livenessProbe,
      ];
      const commands = [
        container.command,
        container.args,
        ...hooks.map((one) => one?.exec?.command),
      ];
      const words = commands.flatMap((command) => command ?? []);
      for (const word of words) {
        assert.ok(!word.includes("$$"), word);
        for (const { name } of container.env) assert.ok(!word.includes(`$(${name})`), word);
      }
    });
  });

  it("says by number which user it runs as, so that the kubelet can tell it from root", () => {
    forEachContainer((_, { pod }) => {
      const { runAsUser, runAsGroup, fsGroup } = pod.spec.securityContext;
      assert.ok(runAsUser > 0, `runAsUser is ${runAsUser}`);
      assert.deepEqual([runAsGroup, fsGroup], [runAsUser, runAsUser]);
    });
  });

  it("has a read-only root", () => {
    forEachContainer(({ securityContext }) => {
      assert.equal(securityContext.readOnlyRootFilesystem, true);
    });
  });

  it("has no token for the Kubernetes API, and no other pods' addresses in its environment", () => {
    forEachContainer((_, { pod }) => {
      assert.equal(pod.spec.automountServiceAccountToken, false);
      assert.equal(pod.spec.enableServiceLinks, false);
    });
    for (const { inputs } of dev.all("kubernetes:core/v1:ServiceAccount")) {
      assert.equal(inputs.automountServiceAccountToken, false);
    }
  });

  it("takes from Secrets what they have, as variables and as files", () => {
    const secrets = dev.all("kubernetes:core/v1:Secret");
    const keysOf = (object: string) => {
      const holder = secrets.find(({ name }) => object.replace(/-[0-9a-f]{7}$/, "") === name);
      assert.ok(holder !== undefined, `there is no Secret ${object}`);
      return Object.keys(holder.inputs.stringData);
    };
    let taken = 0;
    forEachContainer(({ env, envFrom }, { pod }) => {
      const files = (pod.spec.volumes ?? []).flatMap(({ secret }) => secret ?? []);
      for (const { name, key } of [
        ...(env ?? []).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
        ...files.flatMap(({ secretName, items }) =>
          items.map(({ key }) => ({ name: secretName, key })),
        ),
      ]) {
        assert.ok(keysOf(name).includes(key), `${name} has no ${key}`);
        taken += 1;
      }
      for (const { secretRef } of envFrom ?? []) {
        assert.ok(keysOf(secretRef.name).length > 0);
        taken += 1;
      }
    });
    assert.notEqual(taken, 0);
  });

  it("mounts each of its volumes, and mounts nothing else", () => {
    for (const { resource, pod } of dev.workloads) {
      const { volumeClaimTemplates } = (resource.inputs as { spec: Claims }).spec;
      const claims = (volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
      const volumes = (pod.spec.volumes ?? []).map(({ name }) => name);
      const mounts = pod.spec.containers.flatMap(({ volumeMounts }) => volumeMounts ?? []);
      assert.deepEqual(
        mounts.map(({ name }) => name).sort(),
        [...volumes, ...claims].sort(),
        resource.name,
      );
      const paths = mounts.map(({ mountPath }) => mountPath);
      assert.equal(new Set(paths).size, paths.length, `${resource.name} mounts one path twice`);
    }
  });

  it("requests CPU and memory, and has a memory limit that is not below its request", () => {
    forEachContainer(({ resources }) => {
      assert.ok(millicores(resources.requests["cpu"]) > 0);
      assert.ok(mebibytes(resources.requests["memory"]) > 0);
      assert.ok(mebibytes(resources.limits["memory"]) >= mebibytes(resources.requests["memory"]));
    });
  });

  it("may use more CPU than it requests, but not a large node's, and its share of the node's disk", () => {
    forEachContainer(({ resources: { requests, limits } }) => {
      assert.ok(millicores(limits["cpu"]) >= 4 * millicores(requests["cpu"]));
      assert.ok(millicores(limits["cpu"]) <= 4000);
      assert.ok(mebibytes(requests["ephemeral-storage"]) > 0);
      assert.ok(mebibytes(limits["ephemeral-storage"]) >= mebibytes(requests["ephemeral-storage"]));
    });
  });

  it("has startup, readiness and liveness probes, unless it comes to an end by itself", () => {
    forEachContainer((container, { resource }, isBefore) => {
      const { startupProbe, readinessProbe, livenessProbe, ports } = container;
      if (resource.type === "kubernetes:batch/v1:Job" || isBefore) return;
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        const { timeoutSeconds, periodSeconds, failureThreshold, ...handler } = probe;
        const [kind = "", ...others] = Object.keys(handler);
        assert.ok(["exec", "httpGet", "tcpSocket"].includes(kind) && others.length === 0, kind);
        if (kind === "exec") {
          assert.notEqual(probe.exec.command.length, 0);
        } else {
          const { port } = kind === "httpGet" ? probe.httpGet : probe.tcpSocket;
          assert.ok(
            ports.some(({ name, containerPort }) => [name, containerPort].includes(port)),
            `there is no port ${port}`,
          );
        }
        assert.ok(periodSeconds > 0 && failureThreshold > 0);
        assert.ok(timeoutSeconds <= 5, "a probe that hangs is a probe that fails");
      }
      // What is not ready may have a reason; only what is dead is restarted.
      assert.notDeepEqual(handler(readinessProbe), handler(livenessProbe));
      // Slower to restart than to take out of rotation.
      const patience = ({ periodSeconds, failureThreshold }: typeof livenessProbe) =>
        periodSeconds * failureThreshold;
      assert.ok(patience(livenessProbe) > patience(readinessProbe));
      assert.ok(patience(startupProbe) >= 60);
    });
  });

  it("pauses before it stops, and has time to drain, unless it comes to an end by itself", () => {
    forEachContainer(({ lifecycle }, { resource, pod }, isBefore) => {
      if (resource.type === "kubernetes:batch/v1:Job" || isBefore) return;
      const { sleep, exec } = JSON.parse(JSON.stringify(lifecycle.preStop)) as Partial<PreStop>;
      // One that waits for something rather than for a time says itself for how long at most.
      const limit = /--timeout (\d+)/.exec(exec?.command.join(" ") ?? "")?.[1];
      const seconds = sleep?.seconds ?? Number(limit);
      assert.ok(seconds >= 1);
      assert.ok(pod.spec.terminationGracePeriodSeconds >= seconds + 10);
    });
  });

  it("runs an image that is pinned, and that is looked for only where it is", () => {
    forEachContainer(({ image, imagePullPolicy }) => {
      assert.match(image, /@sha256:[0-9a-f]{64}$|:[\w.-]*\d[\w.-]*$/);
      assert.equal(imagePullPolicy, "IfNotPresent");
    });
  });

  it("fits on minikube with 2 CPUs and 4 GiB, together with all others, while all roll at once", () => {
    // What minikube itself requests, from its manifests: apiserver 250m, controller-manager 200m, scheduler 100m,
    // etcd 100m/100Mi, CoreDNS 100m/70Mi, ingress-nginx 100m/90Mi, metrics-server 100m/200Mi. The kernel and
    // the node's own processes take some 200Mi of what the machine has.
    const free = { cpu: 2000 - 950, memory: 4096 - 460 - 200 };
    const sum = { cpu: 0, memory: 0 };
    forEachContainer(({ resources }, { pods, pod }, isBefore) => {
      // What runs before the others takes no more than they do after it.
      if (isBefore) {
        assert.deepEqual(resources, pod.spec.containers[0]?.resources);
        return;
      }
      sum.cpu += pods * millicores(resources.requests["cpu"]);
      sum.memory += pods * mebibytes(resources.requests["memory"]);
    });
    assert.ok(sum.cpu <= free.cpu, `${sum.cpu}m of CPU, but there is ${free.cpu}m`);
    assert.ok(
      sum.memory <= free.memory,
      `${sum.memory}Mi of memory, but there is ${free.memory}Mi`,
    );
  });
});

type Container = Workload["pod"]["spec"]["containers"][number];

interface Claims {
  volumeClaimTemplates?: { metadata: { name: string } }[];
}

function handler({ exec, httpGet, tcpSocket }: Container["readinessProbe"]) {
  return { exec, httpGet, tcpSocket };
}

function millicores(quantity: string | undefined): number {
  const [, number, unit] = /^(\d+)(m?)$/.exec(quantity ?? "") ?? [];
  assert.ok(number !== undefined, `${quantity} is no amount of CPU`);
  return Number(number) * (unit === "m" ? 1 : 1000);
}

function mebibytes(quantity: string | undefined): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity ?? "") ?? [];
  assert.ok(number !== undefined, `${quantity} is no amount of memory`);
  return Number(number) * (unit === "Mi" ? 1 : 1024);
}

/** One of the two, which its type calls required both. */
interface PreStop {
  sleep: { seconds: number };
  exec: { command: string[] };
}

describe("a pod", () => {
  const program = (app: App) => {
    const cart = new Redis("cart", { app });
    new Service("back", { app, image: anyImage, port: 8000, uses: [cart] });
    new Service("front", { app, image: anyImage, port: 80 });
  };
  const specs = async (settings: TestSettings) => {
    const { workloads } = await deployApp(program, settings);
    return Object.fromEntries(workloads.map(({ resource, pod }) => [resource.name, pod.spec]));
  };

  it("runs on the nodes that the settings name, for all of the stack or for its part", async () => {
    const taint = { key: "pool", operator: "Equal", value: "data", effect: "NoSchedule" };
    const nodes = { selector: { "kubernetes.io/arch": "arm64" }, tolerations: [taint] };
    const all = await specs({
      cluster: { nodes },
      services: { front: { nodes: { selector: { pool: "web" } } } },
      stores: { cart: { nodes: { selector: {}, tolerations: [] } } },
    });
    assert.ok(Object.keys(all).length >= 4);
    for (const [name, { nodeSelector, tolerations }] of Object.entries(all)) {
      const ofStore = name === "cart" || name.includes("account");
      const own = name === "front" ? { pool: "web" } : nodes.selector;
      assert.deepEqual(nodeSelector, ofStore ? undefined : own, name);
      assert.deepEqual(tolerations, ofStore ? undefined : [taint], name);
    }
  });

  it("is on any node where they name none", async () => {
    for (const { nodeSelector, tolerations } of Object.values(await specs({}))) {
      assert.deepEqual([nodeSelector, tolerations], [undefined, undefined]);
    }
  });

  it("leaves its user to a cluster that assigns users, and is not root still", async () => {
    for (const { securityContext } of Object.values(
      await specs({ cluster: { assignsUsers: true } }),
    )) {
      const { runAsNonRoot, runAsUser, runAsGroup, fsGroup } = securityContext;
      assert.deepEqual([runAsNonRoot, runAsUser, runAsGroup, fsGroup], [true, ...Array(3)]);
    }
  });
});
