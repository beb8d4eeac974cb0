import * as pulumi from "@pulumi/pulumi";

/** The stack's configuration, validated; Pulumi.yaml describes every key and holds its default. */
export type Config = ReturnType<typeof readConfig>;

interface Rule {
  readonly pattern: RegExp;
  /** What is allowed, as the end of the sentence "… must be". */
  readonly allowed: string;
  /** The longest value allowed, in characters. @default 253 */
  readonly length?: number;
}

const dnsLabel = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const dnsName = `${dnsLabel}(\\.${dnsLabel})*`;
const registryPath = "[a-z0-9]+([._-]+[a-z0-9]+)*";

const rules = {
  context: { pattern: /^\S+$/, allowed: "the name of a kubeconfig context, without spaces" },
  label: {
    pattern: new RegExp(`^${dnsLabel}$`),
    allowed: "a DNS label: at most 63 of a-z, 0-9 and -, not at either end",
    length: 63,
  },
  domain: {
    pattern: new RegExp(`^${dnsName}$`),
    allowed: "a DNS name, such as slipway.localhost",
    // Leaves room for the longest host in front of it, within DNS's 253.
    length: 240,
  },
  registry: {
    pattern: new RegExp(`^(${dnsName}(:\\d{1,5})?(/${registryPath})*)?$`),
    allowed: "host[:port][/path] without a scheme, such as localhost:5000, or empty",
  },
  optionalName: {
    pattern: new RegExp(`^(${dnsName})?$`),
    allowed: "the name of a Kubernetes object (a-z, 0-9, - and .), or empty",
  },
  line: {
    pattern: /^[^\p{Cc}]+$/u,
    allowed: "one line of 1 to 200 characters",
    length: 200,
  },
  quantity: {
    pattern: /^[1-9]\d{0,5}(Mi|Gi|Ti)$/,
    allowed: "a size such as 500Mi, 10Gi or 1Ti",
  },
  image: {
    // A tag that names a version (it holds a digit), or a digest: anything else moves under the stack's feet.
    pattern: new RegExp(
      `^(${dnsName}(:\\d{1,5})?/)?${registryPath}(/${registryPath})*(:(?=[\\w.-]*\\d)\\w[\\w.-]{0,127}|@sha256:[0-9a-f]{64}|:\\w[\\w.-]{0,127}@sha256:[0-9a-f]{64})$`,
    ),
    allowed: "an image at an exact version, such as redis:8.0.6 or name@sha256:…",
    length: 512,
  },
} satisfies Record<string, Rule>;

/**
 * Reads and validates the whole configuration; nothing else reads it.
 *
 * @throws RunError that lists every mistake at once, each with its key, its value and what is allowed.
 */
export function readConfig() {
  const source = new pulumi.Config();
  const mistakes: string[] = [];

  const text = (key: string, rule: Rule): string => {
    const value = source.require(key);
    if (!rule.pattern.test(value) || value.length > (rule.length ?? 253)) {
      mistakes.push(`${source.name}:${key} is "${value}", but must be ${rule.allowed}`);
    }
    return value;
  };
  const integer = (key: string, least: number, most: number): number => {
    const value = Number(source.require(key));
    if (!Number.isInteger(value) || value < least || value > most) {
      mistakes.push(
        `${source.name}:${key} is "${source.require(key)}", but must be a whole number from ${least} to ${most}`,
      );
    }
    return value;
  };

  const config = {
    kubeContext: text("kubeContext", rules.context),
    namespace: text("namespace", rules.label),
    domain: text("domain", rules.domain),
    registry: text("registry", rules.registry),
    ingressClass: text("ingressClass", rules.optionalName),
    ingressNamespace: text("ingressNamespace", rules.label),
    storageClass: text("storageClass", rules.optionalName),
    userReplicas: integer("userReplicas", 1, 100),
    eventReplicas: integer("eventReplicas", 1, 100),
    bookingReplicas: integer("bookingReplicas", 1, 100),
    frontendReplicas: integer("frontendReplicas", 1, 100),
    helloReplicas: integer("helloReplicas", 1, 100),
    helloMessage: text("helloMessage", rules.line),
    mysqlStorage: text("mysqlStorage", rules.quantity),
    redisStorage: text("redisStorage", rules.quantity),
    mongodbStorage: text("mongodbStorage", rules.quantity),
    rabbitmqStorage: text("rabbitmqStorage", rules.quantity),
    mysqlImage: text("mysqlImage", rules.image),
    redisImage: text("redisImage", rules.image),
    mongodbImage: text("mongodbImage", rules.image),
    rabbitmqImage: text("rabbitmqImage", rules.image),
    nginxImage: text("nginxImage", rules.image),
    nodeImage: text("nodeImage", rules.image),
    debianImage: text("debianImage", rules.image),
  };

  const known = Object.keys(config);
  for (const full of Object.keys(pulumi.runtime.allConfig())) {
    const [project, ...rest] = full.split(":");
    const key = rest.join(":");
    if (project === source.name && !known.includes(key)) {
      mistakes.push(`${full} is not a key of this project; its keys are ${known.join(", ")}`);
    }
  }
  if (mistakes.length > 0) {
    throw new pulumi.RunError(
      `The stack's configuration is not valid:\n- ${mistakes.join("\n- ")}`,
    );
  }
  return Object.freeze(config);
}
