import assert from "node:assert/strict";
import { Service, type ServiceArgs } from "../components/service";
import {
  anyImage as image,
  type Deployed,
  deployApp,
  type TestSettings,
  type Workload,
} from "./deploy";

const deployment = "kubernetes:apps/v1:Deployment";

describe("Service", () => {
  async function serve(args: Partial<ServiceArgs> = {}, settings: TestSettings = {}) {
    const stack = await deployApp(
      (app) => void new Service("web", { app, image, port: 8080, ...args }),
      settings,
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, spec, container };
  }

  it("has every part as its own child", async () => {
    const { stack } = await serve();
    const [web] = stack.components("Service");
    for (const kind of ["Deployment", "Service", "PodDisruptionBudget"]) {
      const part = stack.resources.find(
        ({ type, name }) => name === "web" && new RegExp(`^kubernetes:.*:${kind}$`).test(type),
      );
      assert.ok(part !== undefined && stack.parentOf(part) === web, kind);
    }
  });

  it("has no Secret where no edge gives it one: an empty one would be a change on each update", async () => {
    const { stack, container } = await serve();
    assert.deepEqual(stack.all("kubernetes:core/v1:Secret"), []);
    assert.deepEqual(container.envFrom, []);
  });

  it("listens within the cluster on the port of its container", async () => {
    const { stack, container } = await serve();
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.deepEqual(
      container.ports.map(({ containerPort }) => containerPort),
      [8080],
    );
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
    assert.equal(spec.type, "ClusterIP", "nobody outside of the cluster was let in");
    assert.deepEqual(letIn(stack), []);
  });

  it("listens on a port of every node only when asked to, to anybody on its own port alone", async () => {
    const { stack } = await serve({
      nodePort: 30123,
      probes: { liveness: "/", readiness: "/", port: 8081 },
    });
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.equal(spec.type, "NodePort");
    assert.deepEqual(spec.ports, [
      { name: "http", port: 8080, targetPort: "http", nodePort: 30123 },
    ]);
    assert.deepEqual(letIn(stack), [{ ports: [{ protocol: "TCP", port: 8080 }] }]);
  });

  it("has no port of the nodes for 0", async () => {
    const { stack } = await serve({ nodePort: 0 });
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
    assert.deepEqual(letIn(stack), []);
  });

  it("leaves the number of its pods to an autoscaler once there may be more, between the two, at 70 % CPU", async () => {
    const { stack, spec } = await serve({ replicas: 3, maxReplicas: 6 });
    const { inputs } = stack.one("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "web");
    assert.equal("replicas" in spec, false, "each update would fight the autoscaler");
    assert.deepEqual(inputs.spec, {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 3,
      maxReplicas: 6,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
      ],
    });
  });

  it("keeps the pods that it has on the day that it gets an autoscaler", async () => {
    const ignored = async (args: Partial<ServiceArgs>) =>
      (await serve(args)).stack.one(deployment, "web").ignored;
    assert.deepEqual(await ignored({ replicas: 3, maxReplicas: 6 }), ["spec.replicas"]);
    assert.deepEqual(await ignored({ replicas: 3 }), []);
  });

  it("can be scaled by its memory, by another target for its CPU, and by both", async () => {
    const metrics = async (args: Partial<ServiceArgs>, settings: TestSettings = {}) => {
      const { stack } = await serve({ replicas: 2, maxReplicas: 6, ...args }, settings);
      const { spec } = stack.one("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "web").inputs;
      return spec.metrics.map(({ resource: { name, target } }) => [
        name,
        target.averageUtilization,
      ]);
    };
    assert.deepEqual(await metrics({ targetMemory: 80 }), [["memory", 80]]);
    assert.deepEqual(await metrics({ targetCpu: 50 }), [["cpu", 50]]);
    assert.deepEqual(
      await metrics({ targetCpu: 50 }, { services: { web: { targetCpu: 60, targetMemory: 90 } } }),
      [
        ["cpu", 60],
        ["memory", 90],
      ],
    );
  });

  it("has no autoscaler that could not choose, and its number of pods then", async () => {
    for (const maxReplicas of [undefined, 0, 3]) {
      const { stack, spec } = await serve({ replicas: 3, maxReplicas });
      assert.equal(spec.replicas, 3);
      assert.deepEqual(stack.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler"), []);
    }
  });

  it("lets a drain proceed with any number of pods", async () => {
    for (const replicas of [2, 100]) {
      const { stack } = await serve({ replicas });
      const { spec } = stack.one("kubernetes:policy/v1:PodDisruptionBudget", "web").inputs;
      assert.equal(spec.maxUnavailable, 1);
      assert.equal(spec.minAvailable, undefined);
    }
  });

  it("has no budget where there is but one pod: it would allow that one's eviction anyway", async () => {
    const { stack } = await serve({ replicas: 1 });
    assert.deepEqual(stack.all("kubernetes:policy/v1:PodDisruptionBudget"), []);
    const { stack: scaled } = await serve({ replicas: 1, maxReplicas: 2 });
    assert.equal(scaled.all("kubernetes:policy/v1:PodDisruptionBudget").length, 1);
  });

  it("has its pods on different nodes and in different zones where there are some, each version for itself", async () => {
    const { spec } = await serve();
    const { topologySpreadConstraints, affinity } = spec.template.spec;
    const own = {
      labelSelector: { matchLabels: spec.selector.matchLabels },
      matchLabelKeys: ["pod-template-hash"],
    };
    const loose = { maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" };
    assert.deepEqual(topologySpreadConstraints, [
      { topologyKey: "kubernetes.io/hostname", ...loose, ...own },
      { topologyKey: "topology.kubernetes.io/zone", ...loose, ...own },
    ]);
    assert.deepEqual(affinity.podAntiAffinity, {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", ...own } },
      ],
    });
  });

  it("rolls without ever having fewer pods than it should, one more at a time", async () => {
    const { spec } = await serve({ replicas: 3 });
    assert.equal(spec.replicas, 3);
    assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 });
    assert.equal(spec.minReadySeconds, 0);
  });

  it("can be rolled at another pace", async () => {
    const rollout = { minReadySeconds: 10, maxUnavailable: 2, maxSurge: 3 };
    const { spec } = await serve({ rollout });
    const { minReadySeconds, strategy } = spec;
    assert.deepEqual({ minReadySeconds, ...strategy.rollingUpdate }, rollout);
  });

  it("says in the history of its rollouts what was built, and of which digest", async () => {
    const cause = async (args: Record<string, string>) => {
      const stack = (await serve({ image: { ...image, args } })).stack;
      const { metadata, spec } = stack.one(deployment, "web").inputs;
      // In the pod it would roll what has not changed.
      assert.equal(spec.template.metadata.annotations, undefined);
      return metadata.annotations["kubernetes.io/change-cause"] ?? "";
    };
    const digest = "hello@sha256:[0-9a-f]{12}";
    assert.match(await cause({}), new RegExp(`^${digest}$`));
    assert.match(
      await cause({ VERSION: "0.2", MESSAGE: "Hello!" }),
      new RegExp(`^VERSION=0.2, MESSAGE=Hello!, ${digest}$`),
    );
  });

  it("takes its fields back from `kubectl rollout undo`, whose manager would own the image since", async () => {
    const { metadata } = (await serve()).stack.one(deployment, "web").inputs;
    assert.equal(metadata.annotations["pulumi.com/patchForce"], "true");
  });

  it("lives or takes requests by different answers, since one that drains must not be killed", async () => {
    const { container } = await serve();
    assert.equal(container.livenessProbe.httpGet.path, "/healthz");
    assert.equal(container.startupProbe.httpGet.path, "/healthz");
    assert.equal(container.readinessProbe.httpGet.path, "/readyz");
  });

  it("can be asked elsewhere how it is", async () => {
    const { container } = await serve({ probes: { liveness: "/live", readiness: "/ready" } });
    assert.equal(container.livenessProbe.httpGet.path, "/live");
    assert.equal(container.readinessProbe.httpGet.path, "/ready");
    for (const probe of probesOf(container)) assert.equal(probe.httpGet.port, "http");
    assert.equal(container.ports.length, 1);
  });

  it("can be asked more patiently, and have a longer time to start, for which the update waits", async () => {
    const probes = { startSeconds: 600, livenessFailures: 6, readinessFailures: 4 };
    const { container, spec } = await serve({ probes });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    assert.equal(startupProbe.periodSeconds * startupProbe.failureThreshold, 600);
    assert.equal(startupProbe.httpGet.path, "/healthz");
    assert.equal(livenessProbe.failureThreshold, 6);
    assert.equal(readinessProbe.failureThreshold, 4);
    assert.ok(spec.progressDeadlineSeconds > 600);
    assert.equal((await serve()).spec.progressDeadlineSeconds, undefined);
  });

  it("is restarted by its end alone where nothing says that it lives", async () => {
    const { container } = await serve({ probes: { liveness: false } });
    assert.equal(container.livenessProbe, undefined);
    assert.equal(container.startupProbe, undefined);
    assert.equal(container.readinessProbe.httpGet.path, "/readyz");
  });

  it("has the folders that its image writes to, beside /tmp", async () => {
    const { container, spec } = await serve({ scratchPaths: ["/var/cache/nginx"] });
    const paths = container.volumeMounts.map(({ mountPath }) => mountPath);
    assert.deepEqual(paths, ["/tmp", "/var/cache/nginx"]);
    assert.ok(spec.template.spec.volumes.every(({ emptyDir }) => emptyDir !== undefined));
  });

  it("can be asked how it is on a port that its address does not lead to", async () => {
    const probes = { liveness: "/live", readiness: "/ready", port: 8081 };
    const { stack, container } = await serve({ probes });
    assert.deepEqual(container.ports, [
      { name: "http", containerPort: 8080 },
      { name: "probe", containerPort: 8081 },
    ]);
    assert.deepEqual(
      probesOf(container).map(({ httpGet }) => httpGet),
      ["/live", "/live", "/ready"].map((path) => ({ path, port: "probe" })),
    );
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
  });

  it("runs as the user that it is given, under the account of all pods, which may do nothing", async () => {
    const { spec } = await serve({ uid: 101 });
    assert.equal(spec.template.spec.securityContext.runAsUser, 101);
    assert.match(spec.template.spec.serviceAccountName, /^shop-pods-[0-9a-f]{7}$/);
    assert.equal(spec.template.spec.automountServiceAccountToken, false);
  });

  it("is told where to listen, unless it says so itself", async () => {
    assert.deepEqual((await serve()).container.env, [{ name: "LISTEN_URL", value: "[::]:8080" }]);
    const { container } = await serve({ env: { LISTEN_URL: "0.0.0.0:8080" } });
    assert.deepEqual(container.env, [{ name: "LISTEN_URL", value: "0.0.0.0:8080" }]);
  });

  it("has the sizes that the program says, and those of the stack's settings over them", async () => {
    const sizes = (container: Workload["pod"]["spec"]["containers"][number]) => {
      const { requests, limits } = container.resources;
      return [requests["cpu"], requests["memory"], limits["memory"]];
    };
    const given = { cpu: "5m", memory: "16Mi", memoryLimit: "32Mi", replicas: 4 };
    const program = await serve(given);
    assert.deepEqual(sizes(program.container), ["5m", "16Mi", "32Mi"]);
    assert.equal(program.spec.replicas, 4);
    const settings = { services: { web: { cpu: 2, memoryLimit: "64Mi", replicas: 5 } } };
    const stack = await serve(given, settings);
    assert.deepEqual(sizes(stack.container), ["2", "16Mi", "64Mi"]);
    assert.equal(stack.spec.replicas, 5);
  });

  it("has a limit that gives way to a larger request, where nobody says one", async () => {
    const { container } = await serve({}, { services: { web: { memory: "1Gi" } } });
    assert.equal(container.resources.limits["memory"], "1Gi");
  });

  it("refuses sizes that contradict each other, all at once", async () => {
    const web = { memory: "64Mi", memoryLimit: "32Mi", maxReplicas: 1 };
    await assert.rejects(serve({}, { services: { web } }), (error: Error) => {
      assert.deepEqual(error.message.split("\n- ").slice(1), [
        "slipway:services.web.maxReplicas is 1, but must be at least replicas, which is 2, or 0 for no autoscaler",
        `slipway:services.web.memoryLimit is "32Mi", but must be at least the memory that is requested, which is 64Mi`,
      ]);
      return true;
    });
  });

  it("refuses a port of the nodes that another has", async () => {
    const both = deployApp((app) => {
      new Service("one", { app, image, port: 80, nodePort: 30000 });
      new Service("two", { app, image, port: 80, nodePort: 30000 });
    });
    await assert.rejects(
      both,
      /slipway:services\.two\.nodePort is 30000, but must be another than services\.one\.nodePort/,
    );
  });

  it("shares an image with another of the same build, and with none of a different one", async () => {
    const two = (args: Record<string, string>) =>
      deployApp((app) => {
        new Service("one", { app, image, port: 80 });
        new Service("two", { app, image: { ...image, args }, port: 80 });
      });
    const stack = await two({});
    assert.equal(stack.all("docker:index/image:Image").length, 1);
    await assert.rejects(
      two({ VERSION: "2" }),
      /The image hello is built with different arguments/,
    );
  });

  it("runs the very build of its image", async () => {
    const { container } = await serve();
    assert.match(container.image, /^registry\.test\/hello@sha256:[0-9a-f]{64}$/);
  });
});

/** The rules by which anybody is let in to the pods. */
function letIn(stack: Deployed) {
  const policy = stack.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "web");
  assert.equal(stack.parentOf(policy)?.name, "web");
  return policy.inputs.spec.ingress;
}

function probesOf(container: Workload["pod"]["spec"]["containers"][number]) {
  return [container.startupProbe, container.livenessProbe, container.readinessProbe];
}
