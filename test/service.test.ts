import assert from "node:assert/strict";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Service, type ServiceArgs } from "../components/service";
import { type Deployed, deploy, type Workload } from "./deploy";

const deployment = "kubernetes:apps/v1:Deployment";

describe("Service", () => {
  async function serve(args: Partial<ServiceArgs> = {}) {
    const stack = await deploy(() => {
      const image = new Image("app", { context: "app", registry: "registry.test" });
      new Service("web", { namespace: new Namespace("shop", {}), image, port: 8080, ...args });
    });
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, spec, container };
  }

  it("has every part as its own child", async () => {
    const { stack } = await serve();
    const [web] = stack.components("Service");
    for (const kind of ["Deployment", "Service", "ServiceAccount", "PodDisruptionBudget"]) {
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
    assert.deepEqual(policies(stack), []);
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
    assert.deepEqual(
      policies(stack).map(({ name, inputs }) => [name, inputs]),
      [
        [
          "web-from-anywhere",
          {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { namespace: "shop" },
            spec: {
              podSelector: { matchLabels: spec.selector },
              policyTypes: ["Ingress"],
              ingress: [{ ports: [{ protocol: "TCP", port: 8080 }] }],
            },
          },
        ],
      ],
    );
    const [policy] = policies(stack);
    const [web] = stack.components("Service");
    assert.ok(policy !== undefined && stack.parentOf(policy) === web);
  });

  it("has no port of the nodes for 0", async () => {
    const { stack } = await serve({ nodePort: 0 });
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
    assert.deepEqual(policies(stack), []);
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

  it("has no autoscaler that could not choose, and its number of pods then", async () => {
    for (const maxReplicas of [undefined, 0, 3]) {
      const { stack, spec } = await serve({ replicas: 3, maxReplicas });
      assert.equal(spec.replicas, 3);
      assert.deepEqual(stack.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler"), []);
    }
  });

  it("lets a drain proceed with any number of pods", async () => {
    for (const replicas of [1, 2, 100]) {
      const { stack } = await serve({ replicas });
      const { spec } = stack.one("kubernetes:policy/v1:PodDisruptionBudget", "web").inputs;
      assert.equal(spec.maxUnavailable, 1);
      assert.equal(spec.minAvailable, undefined);
    }
  });

  it("has its pods on different nodes and in different zones where there are some, each version for itself", async () => {
    const { spec } = await serve();
    const { topologySpreadConstraints, affinity } = spec.template.spec;
    const own = {
      labelSelector: { matchLabels: spec.template.metadata.labels },
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

  it("says in the history of its rollouts why there is a version, if it is told", async () => {
    const cause = async (args: Partial<ServiceArgs>) => {
      const { metadata, spec } = (await serve(args)).stack.one(deployment, "web").inputs;
      const told = { ...metadata.annotations, ...spec.template.metadata.annotations };
      return told["kubernetes.io/change-cause"];
    };
    assert.equal(await cause({ changeCause: "Hello Kubernetes!" }), "Hello Kubernetes!");
    assert.equal(await cause({}), undefined);
  });

  it("rolls no pod for another word in that history alone", async () => {
    const template = async (changeCause: string) => (await serve({ changeCause })).spec.template;
    assert.deepEqual(await template("one"), await template("two"));
  });

  it("takes its fields back from `kubectl rollout undo`, whose manager would own the image since", async () => {
    for (const args of [{}, { changeCause: "another" }]) {
      const { metadata } = (await serve(args)).stack.one(deployment, "web").inputs;
      assert.equal(metadata.annotations["pulumi.com/patchForce"], "true");
    }
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

  it("runs as a user of its own under an account of its own", async () => {
    const { stack, spec } = await serve({ uid: 101 });
    assert.equal(spec.template.spec.securityContext.runAsUser, 101);
    assert.match(spec.template.spec.serviceAccountName, /^web-[0-9a-f]{7}$/);
    assert.ok(stack.one("kubernetes:core/v1:ServiceAccount", "web"));
  });

  it("gets its own variables, and the resources that it is given", async () => {
    const { container } = await serve({
      env: { LISTEN_URL: "0.0.0.0:8080" },
      resources: { cpu: "5m", memory: "16Mi", memoryLimit: "32Mi" },
    });
    assert.deepEqual(container.env, [{ name: "LISTEN_URL", value: "0.0.0.0:8080" }]);
    const { requests, limits } = container.resources;
    assert.deepEqual(
      [requests["cpu"], requests["memory"], limits["memory"]],
      ["5m", "16Mi", "32Mi"],
    );
  });

  it("runs the very build of its image", async () => {
    const { container } = await serve();
    assert.match(container.image, /^registry\.test\/app@sha256:[0-9a-f]{64}$/);
  });
});

function policies(stack: Deployed) {
  const services = stack.components("Service");
  return stack
    .all("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .filter((policy) => services.some((service) => stack.isWithin(policy, service)));
}

function probesOf(container: Workload["pod"]["spec"]["containers"][number]) {
  return [container.startupProbe, container.livenessProbe, container.readinessProbe];
}
