import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Deployed, deployDev, passwordNamed, type Registered } from "./deploy";
import { contextEntries } from "../components/images/build-context";
import { repositoryOf } from "../scripts/repository";

const root = path.join(__dirname, "..");
const passwordType = "random:index/randomPassword:RandomPassword";
const secretType = "kubernetes:core/v1:Secret";

describe("cluster.protect", () => {
  const protectedNames = async (protect: boolean) =>
    (await deployDev({ cluster: { protect } })).resources
      .filter(({ protect }) => protect === true)
      .map(({ type, name }) => `${type.split(":").pop() ?? ""} ${name}`)
      .sort();

  it("protects what holds data, and without which it cannot be read, and nothing else", async () => {
    const stores = ["amqp-broker", "bookings-db", "events-db", "mysql-for-user", "redis-for-user"];
    assert.deepEqual(
      await protectedNames(true),
      [
        "Namespace slipway",
        ...stores.map((store) => `StatefulSet ${store}`),
        ...stores.map((store) => `PersistentVolumeClaim ${store}-data-0`),
        "RandomPassword amqp-broker-admin",
        "RandomPassword bookings-db-root",
        "RandomPassword events-db-root",
        "RandomPassword mysql-for-user-root",
        "RandomPassword redis-for-user-admin",
      ].sort(),
    );
    assert.deepEqual(await protectedNames(false), []);
  });
});

describe("the program", () => {
  const notBlank = (file: string) =>
    fs
      .readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "").length;

  it("has an architecture that fits on a screen, of parts that fit on one each", () => {
    assert.ok(notBlank(path.join(root, "index.ts")) <= 60);
    const folder = path.join(root, "components");
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".ts"))) {
      const lines = fs.readFileSync(path.join(folder, file), "utf8").split("\n").length - 1;
      assert.ok(lines <= 150, `${file} has ${lines} lines`);
    }
  });

  it("makes at most 120 resources of the dev stack: each costs every preview its time", async () => {
    const { resources } = await deployDev();
    assert.ok(resources.length <= 120, String(resources.length));
  });
});

describe("the dev stack", () => {
  let dev: Deployed;
  before(async () => {
    dev = await deployDev();
  });

  const objects = () =>
    dev.resources.filter(
      ({ type, name }) => type.startsWith("kubernetes:") && name !== "kube-system",
    ) as Registered<{
      metadata: { name?: string; namespace?: string };
    }>[];

  describe("keeps passwords", () => {
    it("out of every input but the data of Secrets, and marked as secrets there", () => {
      const passwords = dev.all(passwordType).map(({ name }) => passwordNamed(name));
      assert.notEqual(passwords.length, 0);
      for (const { type, name, leaves } of dev.resources) {
        for (const { path, value, secret } of leaves.filter(tells(passwords))) {
          const place = `${type} ${name}, ${path}`;
          assert.ok(
            type === secretType && path.startsWith("stringData."),
            `${place} holds a password`,
          );
          assert.ok(secret, `${place} is not marked: ${value}`);
        }
      }
    });

    it("out of everything that the stack and its components put out", () => {
      const passwords = dev.all(passwordType).map(({ name }) => passwordNamed(name));
      for (const { urn, leaves } of dev.outputs) {
        assert.deepEqual(leaves.filter(tells(passwords)), [], urn);
        assert.deepEqual(
          leaves.filter(({ secret }) => secret),
          [],
          urn,
        );
      }
    });

    it("apart from what is no secret, whose changes stay readable", () => {
      for (const { type, name, leaves } of dev.resources.filter(
        ({ type }) => type !== secretType,
      )) {
        assert.deepEqual(
          leaves.filter(({ secret }) => secret),
          [],
          `${type} ${name}`,
        );
      }
    });

    it("32 characters long and free of what a URL, a shell or SQL would read as its own", () => {
      // Two in one, where the servers of a cluster know each other by the second.
      const twice = ["amqp-broker-admin", "bookings-db-root", "events-db-root"];
      for (const { name, inputs } of dev.all(passwordType)) {
        assert.deepEqual(inputs, { length: twice.includes(name) ? 64 : 32, special: false });
      }
    });
  });

  describe("names", () => {
    it("explicitly only what people and volumes know by name; the rest is new when it changes", () => {
      const explicit = [
        "kubernetes:core/v1:Namespace",
        "kubernetes:core/v1:Service",
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:apps/v1:Deployment",
      ];
      for (const { type, name, inputs } of objects()) {
        // The StatefulSet looks for its claims by names that it makes up itself.
        if (type === "kubernetes:core/v1:PersistentVolumeClaim") continue;
        // Another password of an administrator rolls no server.
        if (type === secretType && name.endsWith("-server")) continue;
        const expected = explicit.includes(type) ? name : undefined;
        assert.equal(inputs.metadata.name, expected, `${type} ${name}`);
      }
    });

    it("each child after its component, and leaves nothing outside of one", () => {
      const top = ["pulumi:pulumi:Stack", "pulumi:providers:kubernetes"];
      const guards = ["kube-system", "cluster"];
      for (const resource of dev.resources.filter(({ type }) => !top.includes(type))) {
        const { type, name } = resource;
        const parent = dev.parentOf(resource);
        if (parent?.type === "pulumi:pulumi:Stack") {
          // By which it is known what cluster all the others are for.
          if (guards.includes(name)) continue;
          assert.equal(type, "slipway:index:App", `${type} ${name} is part of no component`);
        } else if (resource.custom && type !== "docker:index/image:Image") {
          // An image is called as its folder.
          assert.ok(parent !== undefined && name.startsWith(parent.name), `${type} ${name}`);
        }
      }
    });
  });

  it("reaches Kubernetes only through the provider of the cluster that it belongs to", () => {
    const provider = dev.one("pulumi:providers:kubernetes", "cluster");
    for (const { type, name, provider: used } of objects()) {
      assert.equal(used.startsWith(`${provider.urn}::`), true, `${type} ${name}`);
    }
    assert.equal(provider.inputs.context, "minikube");
  });

  it("makes nothing before the cluster is known to be its own, and builds every image for that one", () => {
    const [app] = dev.components("App");
    assert.deepEqual(app?.inputs, { cluster: "kube-system-uid" });
    const made = dev.resources.filter(
      ({ custom, type, name }) =>
        custom &&
        !type.startsWith("pulumi:") &&
        !(type.endsWith(":Namespace") && name === "kube-system"),
    );
    for (const resource of made) {
      assert.ok(
        dev.isWithin(resource, app),
        `${resource.type} ${resource.name} waits for no guard`,
      );
    }
    for (const image of dev.all("docker:index/image:Image")) {
      assert.equal(image.replacementTrigger, "kube-system-uid", image.name);
    }
  });

  it("puts everything in its namespace, once that is there", () => {
    const namespace = dev.one("kubernetes:core/v1:Namespace", "slipway");
    for (const { type, name, inputs, dependencies } of objects()) {
      if (type === namespace.type) continue;
      assert.equal(inputs.metadata.namespace, namespace.inputs.metadata.name, `${type} ${name}`);
      assert.ok(dependencies.includes(namespace.urn), `${type} ${name} does not wait for it`);
    }
  });

  it("shows in a preview everything that the update makes", async () => {
    const preview = await deployDev({}, true);
    const urns = (stack: Deployed) => stack.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(preview), urns(dev));
  });

  it("is the same when it is deployed again", async () => {
    const again = await deployDev();
    const inputs = (stack: Deployed) =>
      new Map(stack.resources.map(({ urn, leaves }) => [urn, leaves]));
    assert.deepEqual(inputs(again), inputs(dev));
  });

  describe("selects", () => {
    it("with every workload exactly its own pods", () => {
      for (const { resource, pod } of dev.workloads) {
        if (resource.type === "kubernetes:batch/v1:Job") continue;
        const { selector } = (resource.inputs as { spec: { selector: Selector } }).spec;
        const name = { "app.kubernetes.io/name": pod.metadata.labels["app.kubernetes.io/name"] };
        assert.deepEqual(selector, { matchLabels: name }, resource.name);
        assert.deepEqual(workloadsWith(dev, selector.matchLabels), [resource.name]);
      }
    });

    it("with every Service the pods of one workload, at a port that they listen on", () => {
      const services = dev.all("kubernetes:core/v1:Service");
      assert.notEqual(services.length, 0);
      for (const { name, inputs } of services) {
        const selected = dev.workloads.filter(({ pod }) =>
          isSubset(inputs.spec.selector, pod.metadata.labels),
        );
        assert.equal(selected.length, 1, `${name} selects ${selected.length} workloads`);
        const open = selected.flatMap(({ pod }) => pod.spec.containers.flatMap((one) => one.ports));
        for (const { port, targetPort } of inputs.spec.ports) {
          const target = open.find(({ name, containerPort }) =>
            [name, containerPort].includes(targetPort),
          );
          assert.equal(target?.containerPort, port, `${name}: ${port} leads to ${targetPort}`);
        }
      }
    });

    it("with every PodDisruptionBudget the pods of one workload, of which it lets one go", () => {
      for (const { name, inputs } of dev.all("kubernetes:policy/v1:PodDisruptionBudget")) {
        assert.deepEqual(workloadsWith(dev, inputs.spec.selector.matchLabels), [name]);
        assert.equal(inputs.spec.maxUnavailable, 1);
      }
    });

    it("with every StatefulSet a headless Service of its own", () => {
      for (const { inputs } of dev.all("kubernetes:apps/v1:StatefulSet")) {
        const headless = dev.one("kubernetes:core/v1:Service", inputs.spec.serviceName);
        assert.equal(headless.inputs.spec.clusterIP, "None");
        assert.deepEqual(headless.inputs.spec.selector, inputs.spec.selector.matchLabels);
      }
    });

    it("with every route a Service and a port that there are", () => {
      for (const { backend } of pathsOf(dev)) {
        const { inputs } = dev.one("kubernetes:core/v1:Service", backend.service.name);
        const ports = inputs.spec.ports.map(({ name }) => name);
        assert.ok(ports.includes(backend.service.port.name), `${backend.service.name}: ${ports}`);
      }
    });

    it("with pods every Secret that there is, and no other", () => {
      // A Secret's name carries what it holds, so that a pod which names it rolls when that changes.
      const named = dev.workloads.flatMap(({ pod }) => [
        ...[...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(
          ({ env, envFrom }) => [
            ...(envFrom ?? []).map((one) => one.secretRef.name),
            ...env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
          ],
        ),
        ...(pod.spec.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []),
      ]);
      const logical = (name: string) => name.replace(/-[0-9a-f]{7}$/, "");
      const secrets = dev.all(secretType).map(({ name }) => name);
      assert.deepEqual([...new Set(named.map(logical))].sort(), secrets.sort());
    });
  });

  describe("waits", () => {
    it("with a service until everything at the far end of its edges is ready for it", () => {
      const services = dev.components("Service");
      const names = services.map(({ name }) => name);
      const edges = services.flatMap(({ name, inputs }) =>
        (inputs as { uses: string[] }).uses.map((other) => [name, other] as const),
      );
      assert.notEqual(edges.length, 0);
      const jobs = dev.all("kubernetes:batch/v1:Job");
      for (const [service, other] of edges) {
        const { dependencies } = dev.one("kubernetes:apps/v1:Deployment", service);
        const withAccounts = jobs.some(({ name }) => name === `${other}-accounts-sweep`);
        const own = jobs.filter(({ name }) => name === `${service}-${other}-account`);
        assert.equal(own.length, withAccounts ? 1 : 0, `the jobs of ${service}'s edge to ${other}`);
        // Where no job is behind the store, nothing else waits for it either.
        const needed = names.includes(other)
          ? [dev.one("kubernetes:apps/v1:Deployment", other)]
          : own.length > 0
            ? own
            : [
                dev.one("kubernetes:apps/v1:StatefulSet", other),
                dev.one("kubernetes:core/v1:Service", other),
              ];
        for (const { urn } of needed) {
          assert.ok(dependencies.includes(urn), `${service} does not wait for ${urn}`);
        }
      }
    });

    it("with every store's jobs until the store serves", () => {
      const jobs = dev.all("kubernetes:batch/v1:Job");
      assert.notEqual(jobs.length, 0);
      for (const { name, inputs, dependencies } of jobs) {
        const { env } = inputs.spec.template.spec.containers[0] ?? { env: [] };
        const host = env.find((variable) => variable.name === "HOST")?.value ?? "";
        // A store's own name, or that of its first pod below its headless Service.
        const [, store = "", service = host] = /^(.*?)(?:-0\.(.*))?$/.exec(host) ?? [];
        for (const { urn } of [
          dev.one("kubernetes:apps/v1:StatefulSet", store),
          dev.one("kubernetes:core/v1:Service", service),
        ]) {
          assert.ok(dependencies.includes(urn), `${name} does not wait for ${urn}`);
        }
      }
    });
  });

  it("leads nobody from outside to how a service with stores is, and what it measures", () => {
    const withEdges = dev
      .components("Service")
      .filter(({ inputs }) => (inputs as { uses: string[] }).uses.length > 0)
      .map(({ name }) => name);
    const paths = pathsOf(dev);
    assert.notEqual(paths.length, 0);
    for (const { path, pathType, backend } of paths) {
      assert.equal(pathType, "Prefix");
      if (!withEdges.includes(backend.service.name)) continue;
      for (const inner of ["/metrics", "/status", "/healthz", "/readyz"]) {
        const routed = path === "/" || inner === path || inner.startsWith(`${path}/`);
        assert.ok(!routed, `${path} leads to ${inner} of ${backend.service.name}`);
      }
    }
  });

  it("goes on with what is configured where somebody changed what makes pods, and nowhere else forces its way", () => {
    for (const { type, name, leaves } of objects()) {
      const forced = leaves.filter(({ path }) => path.includes("pulumi.com/patchForce"));
      assert.deepEqual(
        forced.map(({ value }) => value),
        /:(Deployment|StatefulSet)$/.test(type) ? ["true"] : [],
        `${type} ${name}`,
      );
    }
  });

  it("rolls hello a pod at a time, each watched for 10 s, and everything else without a pod less", () => {
    for (const { name, inputs } of dev.all("kubernetes:apps/v1:Deployment")) {
      const { minReadySeconds, strategy } = inputs.spec;
      assert.deepEqual(
        { minReadySeconds, ...strategy.rollingUpdate },
        name === "hello"
          ? { minReadySeconds: 10, maxUnavailable: 1, maxSurge: 1 }
          : { minReadySeconds: 0, maxUnavailable: 0, maxSurge: 1 },
        name,
      );
    }
  });

  it("leads a port of every node to hello alone", () => {
    const services = dev.all("kubernetes:core/v1:Service").map(({ name, inputs: { spec } }) => ({
      name,
      type: "type" in spec ? spec.type : "ClusterIP",
      nodePorts: spec.ports.flatMap((port) => ("nodePort" in port ? [port.nodePort] : [])),
    }));
    assert.deepEqual(
      services.filter(({ type, nodePorts }) => type !== "ClusterIP" || nodePorts.length > 0),
      [{ name: "hello", type: "NodePort", nodePorts: [30050] }],
    );
  });

  it("builds what hello says into its image, and into the history of its rollouts", async () => {
    const build = { MESSAGE: "Hello Kubernetes!", VERSION: 0.2 };
    const changed = await deployDev({ services: { hello: { build } } });
    for (const [stack, version, message] of [
      [dev, "0.1", "Hello Docker!"],
      [changed, "0.2", "Hello Kubernetes!"],
    ] as const) {
      const { build } = stack.one("docker:index/image:Image", "hello").inputs;
      assert.equal(build.args?.["MESSAGE"], message);
      assert.equal(build.args?.["VERSION"], version);
      const { annotations } = stack.one("kubernetes:apps/v1:Deployment", "hello").inputs.metadata;
      const cause = annotations["kubernetes.io/change-cause"] ?? "";
      assert.ok(cause.startsWith(`VERSION=${version}, MESSAGE=${message}, hello@sha256:`), cause);
    }
    const image = (stack: Deployed, name: string) =>
      stack.one("kubernetes:apps/v1:Deployment", name).inputs.spec.template.spec.containers[0]
        ?.image;
    assert.notEqual(image(changed, "hello"), image(dev, "hello"), "nothing would roll");
    assert.equal(image(changed, "frontend"), image(dev, "frontend"));
  });

  it("has as many pods of each service as its own settings say", async () => {
    const changed = await deployDev({
      services: {
        user: { replicas: 7 },
        eventservice: { replicas: 8 },
        bookingservice: { replicas: 9 },
        frontend: { replicas: 11 },
        hello: { replicas: 12 },
      },
    });
    const replicas = changed
      .all("kubernetes:apps/v1:Deployment")
      .map(({ name, inputs }) => [name, inputs.spec.replicas]);
    assert.deepEqual(Object.fromEntries(replicas), {
      user: 7,
      eventservice: 8,
      bookingservice: 9,
      frontend: 11,
      hello: 12,
    });
  });

  it("lets an autoscaler choose the pods of each service up to what its own settings say", async () => {
    const changed = await deployDev({
      services: {
        user: { maxReplicas: 21 },
        eventservice: { maxReplicas: 22 },
        bookingservice: { maxReplicas: 23 },
        frontend: { maxReplicas: 24 },
        hello: { maxReplicas: 25 },
      },
    });
    const fewest = (name: string) =>
      dev.one("kubernetes:apps/v1:Deployment", name).inputs.spec.replicas;
    const scaled = changed
      .all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")
      .map(({ name, inputs: { spec } }) => [name, [spec.minReplicas, spec.maxReplicas]]);
    assert.deepEqual(Object.fromEntries(scaled), {
      user: [fewest("user"), 21],
      eventservice: [fewest("eventservice"), 22],
      bookingservice: [fewest("bookingservice"), 23],
      frontend: [fewest("frontend"), 24],
      hello: [fewest("hello"), 25],
    });
    assert.deepEqual(dev.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler"), []);
  });

  it("tells the pages and the services of https, and of the port, as the gateway has them", async () => {
    const changed = await deployDev({
      gateway: { exposure: "nodePort", nodePort: 30444, tls: { secret: "certificate" } },
    });
    const variables = (name: string) => {
      const { containers } = changed.one("kubernetes:apps/v1:Deployment", name).inputs.spec.template
        .spec;
      return Object.fromEntries((containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    };
    const site = "https://www.slipway.localhost:30444";
    assert.equal(variables("frontend")["API_URL"], "https://api.slipway.localhost:30444");
    for (const service of ["user", "eventservice", "bookingservice"]) {
      assert.equal(variables(service)["CORS_ORIGIN"], site);
    }
  });

  it("opens no port of the nodes where hello has none", async () => {
    const closed = await deployDev({ services: { hello: { nodePort: 0 } } });
    const services = closed.all("kubernetes:core/v1:Service").map(({ inputs }) => inputs.spec.type);
    assert.ok(!services.includes("NodePort"));
  });

  it("gives every store the size, class and image of its own settings", async () => {
    const changed = await deployDev({
      cluster: { storageClass: "fast" },
      stores: {
        "mysql-for-user": { storage: "2Gi" },
        "redis-for-user": { storage: "3Gi", image: "redis:99.1" },
        "events-db": { storage: "4Gi", image: "mongo:99.2" },
        "bookings-db": { storage: "6Gi", storageClass: "faster", image: "mongo:99.2" },
        "amqp-broker": { storage: "5Gi", image: "rabbitmq:99.3" },
      },
    });
    const stores = changed.all("kubernetes:apps/v1:StatefulSet").map(({ name, inputs }) => {
      const [claim] = inputs.spec.volumeClaimTemplates;
      const { resources, storageClassName } = claim?.spec ?? {};
      const image = inputs.spec.template.spec.containers[0]?.image;
      return [
        name,
        resources?.requests["storage"],
        storageClassName,
        image?.replace(/@sha256.*/, ""),
      ];
    });
    assert.deepEqual(stores.sort(), [
      ["amqp-broker", "5Gi", "fast", "rabbitmq:99.3"],
      ["bookings-db", "6Gi", "faster", "mongo:99.2"],
      ["events-db", "4Gi", "fast", "mongo:99.2"],
      ["mysql-for-user", "2Gi", "fast", "localhost:5000/mysql-for-user"],
      ["redis-for-user", "3Gi", "fast", "redis:99.1"],
    ]);
  });

  it("builds on the base images that are configured", async () => {
    const changed = await deployDev({
      stores: { "mysql-for-user": { image: "mysql:99.1" } },
      images: { nginx: "nginx:0.2", node: "node:0.3", runtime: "debian:0.4" },
    });
    const bases = Object.fromEntries(
      changed.all("docker:index/image:Image").map(({ name, inputs }) => [name, inputs.build.args]),
    );
    const onTheKit = (service: string) => ({
      ...{ NODE_IMAGE: "node:0.3", RUNTIME_IMAGE: "debian:0.4" },
      SERVICE: service,
    });
    assert.deepEqual(bases, {
      "mysql-for-user": { MYSQL_IMAGE: "mysql:99.1" },
      "user-service": onTheKit("user-service"),
      eventservice: onTheKit("eventservice"),
      bookingservice: onTheKit("bookingservice"),
      frontend: { NODE_IMAGE: "node:0.3", NGINX_IMAGE: "nginx:0.2" },
      hello: { NGINX_IMAGE: "nginx:0.2", MESSAGE: "Hello Docker!", VERSION: "0.1" },
    });
  });

  it("puts out the address of every path that it routes", () => {
    const routed = dev
      .all("kubernetes:networking.k8s.io/v1:Ingress")
      .flatMap(({ inputs }) => inputs.spec.rules)
      .flatMap(({ host, http }) => http.paths.map(({ path }) => `http://${host}${path}`));
    const stack = dev.outputs.find(({ urn }) => urn.includes("pulumi:pulumi:Stack::"));
    const urls = (stack?.leaves ?? []).filter(({ path }) => path.startsWith("urls."));
    assert.deepEqual(urls.map(({ value }) => value).sort(), routed.sort());
  });

  describe("with prebuilt images", () => {
    const outputs = (stack: Deployed) => {
      const output = stack.outputs.find(({ urn }) => urn.includes("pulumi:pulumi:Stack::"));
      const images = (output?.leaves ?? []).filter(({ path }) => path.startsWith("images."));
      return Object.fromEntries(
        images.map(({ path, value }) => [path.slice("images.".length), value]),
      );
    };

    it("runs what another stack's output says, and asks nothing of Docker", async () => {
      const built = outputs(dev);
      const prod = await deployDev({ images: { digests: built } });
      assert.equal(Object.keys(built).length, dev.all("docker:index/image:Image").length);
      assert.deepEqual(
        prod.resources.filter(({ type }) => type.includes("docker:")),
        [],
      );
      const run = (stack: Deployed) =>
        stack.workloads.map(({ pod }) => pod.spec.containers.map(({ image }) => image));
      assert.deepEqual(run(prod), run(dev));
      assert.deepEqual(outputs(prod), built);
    });
  });

  it("pulls every third-party image through the mirror that is configured, into builds and into pods", async () => {
    const mirror = "cache.test/hub";
    const changed = await deployDev({ images: { mirror } });
    const bases = changed
      .all("docker:index/image:Image")
      .flatMap(({ inputs }) => Object.entries(inputs.build.args ?? {}))
      .flatMap(([name, value]) => (name.endsWith("_IMAGE") ? [value] : []));
    const run = changed.workloads.flatMap(({ pod }) =>
      pod.spec.containers.map(({ image }) => image),
    );
    const theirs = run.filter((image) => !image.startsWith("localhost:5000/"));
    assert.ok(bases.length > 0 && theirs.length > 0);
    for (const image of [...bases, ...theirs]) {
      assert.ok(image.startsWith(`${mirror}/`), image);
    }
  });

  describe("without a registry", () => {
    it("pushes nothing, and runs each build under a tag of its own that is never pulled", async () => {
      const local = await deployDev({ registry: { address: "" } });
      const tags = local.all("docker:index/tag:Tag").map(({ inputs }) => inputs.targetImage);
      const built = local.all("docker:index/image:Image");
      assert.equal(tags.length, built.length);
      for (const { inputs } of built) assert.equal(inputs.skipPush, true);
      for (const tag of tags) assert.match(tag, /^[a-z-]+:[0-9a-f]{12}$/);
      for (const { pod } of local.workloads) {
        for (const { image, imagePullPolicy } of pod.spec.containers) {
          assert.equal(imagePullPolicy, tags.includes(image) ? "Never" : "IfNotPresent", image);
        }
      }
    });
  });

  describe("builds", () => {
    const images = () =>
      dev.all("docker:index/image:Image").map(({ name, inputs }) => ({
        name,
        ...inputs,
        dockerfile: path.join(root, inputs.build.dockerfile),
      }));

    it("what it runs", () => {
      const used = dev.workloads.flatMap(({ pod }) =>
        pod.spec.containers.map(({ image }) => image),
      );
      for (const { name, imageName } of images()) {
        assert.ok(
          used.some((image) => image.startsWith(`${repositoryOf(imageName)}@sha256:`)),
          name,
        );
      }
    });

    it("with the arguments that the Dockerfile takes, all of them", () => {
      for (const { name, build, dockerfile } of images()) {
        const lines = fs.readFileSync(dockerfile, "utf8").matchAll(/^ARG (.*)$/gm);
        const taken = [...lines].map(([, line = ""]) => line);
        for (const line of taken) assert.match(line, /^[A-Z_]+(=("[^"]*"|\S*))?$/, name);
        const names = new Set(taken.map((line) => line.replace(/=.*/, "")));
        assert.deepEqual(Object.keys(build.args ?? {}).sort(), [...names].sort(), name);
      }
    });

    it("of sources alone, so that no edit of a test or of another kind of image rebuilds anything", async () => {
      const strange = /(^|\/)(node_modules|test|dist)(\/|$)|\.test\./;
      const alone = ["bench", "frontend", "hello", "mysql-for-user"];
      for (const { name, build, dockerfile } of images()) {
        const own = `${dockerfile}.dockerignore`;
        assert.ok(!fs.existsSync(own), `${own}: the classic builder reads none but the context's`);
        const entries = contextEntries(path.join(root, build.context), dockerfile);
        const seen = entries.map((entry) => entry.path);
        assert.ok(seen.length > 0, name);
        for (const file of seen) {
          assert.doesNotMatch(file, strange, name);
          assert.ok(!alone.includes(file.split("/")[0] ?? ""), `${name} sees ${file}`);
        }
      }
    });

    it("for the user that its pods run as", () => {
      for (const { name, imageName, dockerfile } of images()) {
        const [, user] = /^USER (\d+)/m.exec(fs.readFileSync(dockerfile, "utf8")) ?? [];
        for (const { pod } of dev.workloads) {
          const ours = pod.spec.containers.some(
            ({ image }) => repositoryOf(image) === repositoryOf(imageName),
          );
          if (ours && user !== undefined) {
            assert.equal(pod.spec.securityContext.runAsUser, Number(user), name);
          }
        }
      }
    });
  });
});

interface Selector {
  matchLabels: Record<string, string>;
}

function isSubset(some: Record<string, string>, all: Record<string, string>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

function workloadsWith(stack: Deployed, labels: Record<string, string>): string[] {
  return stack.workloads
    .filter(({ pod }) => isSubset(labels, pod.metadata.labels))
    .map(({ resource }) => resource.name);
}

function pathsOf(stack: Deployed) {
  return stack
    .all("kubernetes:networking.k8s.io/v1:Ingress")
    .flatMap(({ inputs }) => inputs.spec.rules.flatMap(({ http }) => http.paths));
}

/** Whether a text holds one of the passwords, in clear or in an encoding that anyone can undo. */
function tells(passwords: string[]) {
  const forms = passwords.flatMap((password) => [
    password,
    Buffer.from(password).toString("base64").replace(/=+$/, ""),
    Buffer.from(password).toString("hex"),
  ]);
  return ({ path, value }: { path: string; value: string }) =>
    forms.some((form) => value.includes(form) || path.includes(form));
}
