import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { unreadable } from "../components/config-reader";
import { readConfig } from "../components/config";
import { defaultConfig, deploy } from "./deploy";

const digest = `sha256:${"0a".repeat(32)}`;
const images = {
  good: ["redis:8.0.6", "docker.io/library/redis:8.0.6-alpine", `localhost:5000/a/b@${digest}`],
  bad: ["redis", "redis:latest", "redis:alpine", "Redis:8.0.6", "redis:8.0.6 ", "redis@sha256:0a"],
};
const sizes = {
  good: ["1Gi", "500Mi", "2Ti"],
  bad: ["", "0Gi", "1", "1GB", "1.5Gi", "-1Gi", "Gi"],
};
const labels = {
  good: ["slipway", "a", "a-1", "a".repeat(63)],
  bad: ["", "Slipway", "-a", "a-", "a.b", "a_b", "a".repeat(64)],
};
const replicas = {
  good: ["1", "3", "100"],
  bad: ["", "0", "101", "-1", "2.5", "three", "Infinity"],
};
/** The default of the fewest is at least 2, and at most 10. */
const maxReplicas = {
  good: ["0", "10", "100"],
  bad: ["", "1", "101", "-1", "10.5", "many", "1e1"],
};
const nodePorts = {
  good: ["0", "30000", "30050", "32767"],
  bad: ["", "80", "29999", "32768", "-30050", "any"],
};
/** Made by openssl for the hosts below slipway.localhost, and one for another domain, each with its key. */
const ours = selfSigned("*.slipway.localhost");
const others = selfSigned("*.example.com");
const optionalNames = {
  good: ["", "nginx", "a.b-c"],
  bad: ["Nginx", "a b", ".a", "a".repeat(254)],
};

const values: Record<string, { good: string[]; bad: string[] }> = {
  kubeContext: {
    good: ["minikube", "arn:aws:eks:eu-west-1:1234:cluster/prod", "admin@prod"],
    bad: ["", "two words", "\n"],
  },
  namespace: labels,
  domain: {
    good: ["localhost", "slipway.localhost", "a.b-c.example", "1.example"],
    bad: ["", "a..b", ".a", "a.", "A.b", "http://a.b", "a.b/c", "a.b:80", `${"a.".repeat(120)}ab`],
  },
  registry: {
    good: ["", "localhost", "localhost:5000", "ghcr.io/acme/slipway", "registry.test", "a:1/b"],
    bad: [
      "http://localhost:5000",
      "localhost:5000/",
      "localhost:",
      "a b",
      "ghcr.io/Acme",
      "a:123456",
      "acme",
      "acme/slipway",
      "localhosts/slipway",
    ],
  },
  // Others need a registry and a password beside them: see image-source.test.ts.
  registryUsername: { good: [""], bad: [] },
  platform: {
    good: ["", "linux/amd64", "linux/arm64", "linux/arm/v7"],
    bad: ["amd64", "linux", "linux/", "windows/amd64", "linux/amd64 "],
  },
  images: { good: ["build"], bad: ["", "Build", "built", "prebuild"] },
  imageDigests: {
    good: ["{}", JSON.stringify({ app: digest, web: `registry.test/web@${digest}` })],
    bad: ["", "[]", "null", "sha256:0a", '"text"', "{"],
  },
  imageMirror: {
    good: ["", "cache.test", "cache.test:5000/hub"],
    bad: ["https://cache.test", "cache.test/", "cache.test/Hub"],
  },
  exposure: { good: ["ingress", "loadBalancer"], bad: ["", "Ingress", "nodeport"] },
  gatewayNodePort: { good: ["30000", "32767"], bad: ["", "0", "443", "32768"] },
  tlsSecret: optionalNames,
  tlsIssuer: optionalNames,
  tlsCertificate: { good: [""], bad: ["x", "-----BEGIN CERTIFICATE-----\n", ours.key] },
  ingressController: {
    good: ["ingress-nginx", "traefik", "other"],
    bad: ["", "nginx", "Traefik"],
  },
  ingressAnnotations: {
    good: ["{}", `{"example.com/a":"b"}`],
    bad: ["", "a", "[]", "null", `"a"`, `{"a":1}`, `{"a":{}}`],
  },
  ingressClass: optionalNames,
  ingressNamespace: labels,
  storageClass: optionalNames,
  userReplicas: replicas,
  userMaxReplicas: maxReplicas,
  eventReplicas: replicas,
  eventMaxReplicas: maxReplicas,
  bookingReplicas: replicas,
  bookingMaxReplicas: maxReplicas,
  frontendReplicas: replicas,
  frontendMaxReplicas: maxReplicas,
  helloReplicas: replicas,
  helloMaxReplicas: maxReplicas,
  helloNodePort: nodePorts,
  rabbitmqReplicas: { good: ["1", "3", "5"], bad: ["", "0", "2", "4", "7", "3.0", "three"] },
  helloVersion: {
    good: ["0.1", "2", "10.0.12", "1.2.3.4"],
    bad: ["", "v1", "0.1-rc1", "1.", ".1", "1..2", "0.1\n", "1.2.3.4.5", "12345"],
  },
  helloMessage: {
    good: [
      "Hello Kubernetes!",
      "Grüße, 世界 👋",
      `"It's" <b>&amp;</b> \\n $HOME \`id\` %s # = ;`,
      "a".repeat(200),
    ],
    bad: [
      "",
      "two\nlines",
      "two\r",
      "\n",
      "a\tb",
      "a\u0000",
      "\u001b[0m",
      "\u0085",
      "a".repeat(201),
    ],
  },
  protectStores: { good: ["true", "false"], bad: ["", "yes", "1", "True"] },
  mysqlStorage: sizes,
  redisStorage: sizes,
  mongodbStorage: sizes,
  rabbitmqStorage: sizes,
  // Each field of these is on trial in external-config.test.ts.
  mysqlExternal: { good: [], bad: [] },
  redisExternal: { good: [], bad: [] },
  eventsDbExternal: { good: [], bad: [] },
  bookingsDbExternal: { good: [], bad: [] },
  rabbitmqExternal: { good: [], bad: [] },
  mysqlImage: images,
  redisImage: images,
  mongodbImage: images,
  rabbitmqImage: images,
  nginxImage: images,
  nodeImage: images,
  debianImage: images,
};

/** What Pulumi.yaml cannot declare. */
const secretKeys = ["registryPassword", "tlsKey"];

describe("the configuration", () => {
  // Which gives the project its name.
  before(() => deploy(() => undefined));

  function read(changed: Record<string, string>, encrypted = secretKeys) {
    const keys = Object.entries(changed).map(([key, value]) => [`slipway:${key}`, value]);
    const config = { ...defaultConfig(), ...Object.fromEntries(keys) };
    pulumi.runtime.setAllConfig(
      config,
      encrypted.map((key) => `slipway:${key}`),
    );
    return readConfig();
  }

  function mistakes(...given: Parameters<typeof read>): string[] {
    try {
      read(...given);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error), "the engine would print a stack trace");
      const [title, ...lines] = error.message.split("\n- ");
      assert.equal(title, "The stack's configuration is not valid:");
      return lines;
    }
    return [];
  }

  /** What it takes for a key of the project. */
  function keys(): string[] {
    const [mistake = ""] = mistakes({ "": "" });
    return (/its keys are (.*)$/.exec(mistake)?.[1] ?? "").split(", ");
  }

  it("is valid as Pulumi.yaml ships it", () => {
    assert.deepEqual(mistakes({}), []);
  });

  it("has the keys that Pulumi.yaml declares, each with a type, a description and a default", () => {
    const file = fs.readFileSync(path.join(__dirname, "..", "Pulumi.yaml"), "utf8");
    const { config } = parse(file) as { config: Record<string, Record<string, unknown>> };
    assert.deepEqual(keys().sort(), [...Object.keys(config), ...secretKeys].sort());
    for (const [key, declared] of Object.entries(config)) {
      assert.deepEqual(Object.keys(declared).sort(), ["default", "description", "type"], key);
    }
  });

  it("has values on trial here for every key", () => {
    assert.deepEqual([...Object.keys(values), ...secretKeys].sort(), keys().sort());
  });

  for (const [key, { good, bad }] of Object.entries(values)) {
    for (const value of good) {
      it(`takes ${key} ${JSON.stringify(shortened(value))}`, () => {
        const { [key]: taken }: Record<string, unknown> = read({ [key]: value });
        assert.equal(typeof taken === "object" ? JSON.stringify(taken) : String(taken), value);
      });
    }
    for (const value of bad) {
      it(`refuses ${key} ${JSON.stringify(shortened(value))} by its name and value, and says what is allowed`, () => {
        const [mistake, ...others] = mistakes({ [key]: value });
        assert.deepEqual(others, []);
        // Of PEM the first line will do: a private key that was put in the wrong place would stand in the log.
        const shown = value.replace(/(-----BEGIN.*)\n[^]*/, "$1…");
        const begin = `slipway:${key} is "${shown}", but must be `;
        assert.ok(mistake?.startsWith(begin) && mistake.length > begin.length, mistake);
      });
    }
  }

  it("takes as the most pods what is not below the fewest, and names both keys otherwise", () => {
    assert.deepEqual(mistakes({ userReplicas: "4", userMaxReplicas: "4" }), []);
    assert.deepEqual(mistakes({ userReplicas: "4", userMaxReplicas: "3" }), [
      `slipway:userMaxReplicas is "3", but must be at least slipway:userReplicas, which is 4, or 0 for no autoscaler`,
    ]);
  });

  describe("of TLS", () => {
    const { certificate: tlsCertificate, key: tlsKey } = ours;

    it("is off where no key turns it on", () => {
      assert.equal(read({}).tls, undefined);
    });

    it("takes a certificate from a Secret, from cert-manager, or from itself, with the key as a secret", async () => {
      assert.deepEqual(read({ tlsSecret: "a" }).tls, { secret: "a" });
      assert.deepEqual(read({ tlsIssuer: "a" }).tls, { issuer: "a" });
      const { tls } = read({ tlsCertificate, tlsKey });
      assert.ok(tls !== undefined && "key" in tls);
      assert.equal(tls.certificate, tlsCertificate);
      assert.equal(await pulumi.isSecret(tls.key), true);
    });

    it("comes from one place, and names those that are set", () => {
      assert.deepEqual(mistakes({ tlsSecret: "a", tlsIssuer: "b" }), [
        "slipway:tlsIssuer is set, and so is tlsSecret, but a certificate comes from one place",
      ]);
      const [mistake] = mistakes({ tlsIssuer: "b", tlsCertificate, tlsKey });
      assert.match(mistake ?? "", /^slipway:tlsCertificate is set, and so is tlsIssuer, /);
    });

    it("needs both the certificate and its key", () => {
      assert.deepEqual(mistakes({ tlsCertificate }), [
        "slipway:tlsKey is not set, but tlsCertificate is: set both or neither",
      ]);
      assert.deepEqual(mistakes({ tlsKey }), [
        "slipway:tlsKey is set, but tlsCertificate is empty: set both or neither",
      ]);
    });

    it("refuses a key in plain text", () => {
      assert.deepEqual(mistakes({ tlsCertificate, tlsKey }, []), [
        "slipway:tlsKey is in plain text, but must be encrypted: pulumi config set --secret",
      ]);
    });

    it("takes a key that cannot be read where the program is only looked at", () => {
      assert.deepEqual(mistakes({ tlsCertificate, tlsKey: unreadable }), []);
    });

    it("refuses a certificate that is for other hosts, and names those that it leaves out", () => {
      const [mistake, ...more] = mistakes({
        tlsCertificate: others.certificate,
        tlsKey: others.key,
      });
      assert.deepEqual(more, []);
      const left = ["api", "www", "hello"].map((host) => `${host}.slipway.localhost`).join(" and ");
      const end = `must cover ${left}, but is for DNS:*.example.com`;
      assert.ok(mistake?.startsWith("slipway:tlsCertificate ") && mistake.endsWith(end), mistake);
    });

    it("refuses a key that is none, or another certificate's, and tells nobody what it is", () => {
      assert.deepEqual(mistakes({ tlsCertificate, tlsKey: "hunter2" }), [
        "slipway:tlsKey must be a private key in PEM, without a passphrase",
      ]);
      assert.deepEqual(mistakes({ tlsCertificate, tlsKey: others.key }), [
        "slipway:tlsKey must be the key of the certificate in tlsCertificate, but is another's",
      ]);
    });
  });

  describe("of an exposure without an ingress controller", () => {
    it("has nothing to say to one", () => {
      const ingressAnnotations = `{"a":"b"}`;
      for (const exposure of ["nodePort", "loadBalancer"]) {
        assert.deepEqual(mistakes({ exposure, ingressClass: "nginx", ingressAnnotations }), [
          `slipway:ingressClass is "nginx", but must be empty: exposure is "${exposure}"`,
          `slipway:ingressAnnotations is "{"a":"b"}", but must be empty: exposure is "${exposure}"`,
        ]);
      }
    });

    it("has a port of the nodes to itself", () => {
      const same = { gatewayNodePort: "30050", helloNodePort: "30050" };
      assert.deepEqual(mistakes({ exposure: "nodePort", ...same }), [
        `slipway:gatewayNodePort is "30050", but must be another than helloNodePort`,
      ]);
      assert.deepEqual(mistakes(same), []);
      assert.equal(read({ exposure: "nodePort" }).exposure, "nodePort");
    });
  });

  it("names all mistakes at once", () => {
    const all = mistakes({ domain: "_", userReplicas: "0", redisImage: "redis", color: "red" });
    const keys = all.map((mistake) => /^slipway:(\w+) /.exec(mistake)?.[1]);
    assert.deepEqual(keys.sort(), ["color", "domain", "redisImage", "userReplicas"]);
  });

  it("names a key that it does not know, and those that it does", () => {
    const [mistake, ...others] = mistakes({ useReplicas: "3" });
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /^slipway:useReplicas is not a key .*\buserReplicas\b/);
  });

  it("leaves the keys of others alone", () => {
    pulumi.runtime.setAllConfig({ ...defaultConfig(), "pulumi:tags": "{}", "docker:host": "x" });
    assert.equal(readConfig().kubeContext, "minikube");
  });

  it("cannot be changed once it is read", () => {
    assert.ok(Object.isFrozen(read({})));
  });
});

function shortened(value: string): string {
  return value.length > 60 ? `${value.slice(0, 20)}… (${value.length} characters)` : value;
}

function selfSigned(host: string): { certificate: string; key: string } {
  const command = [
    "req",
    "-x509",
    "-nodes",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
  ];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=DNS:${host}`];
  const both = execFileSync("openssl", [...command, ...subject, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [key = "", certificate = ""] = both.split(/(?=-----BEGIN CERTIFICATE-----)/);
  return { key, certificate };
}
