/** What a text of the configuration must be. */
export interface Rule {
  readonly pattern: RegExp;
  /** What is allowed, as the end of the sentence "… must be". */
  readonly allowed: string;
  /** The longest value allowed, in characters. @default 253 */
  readonly length?: number;
}

const dnsLabel = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const dnsName = `${dnsLabel}(\\.${dnsLabel})*`;
const registryPath = "[a-z0-9]+([._-]+[a-z0-9]+)*";

export const rules = {
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
    // Docker takes what has no dot, port or "localhost" in front for a path on Docker Hub.
    pattern: new RegExp(
      `^((?=localhost(/|$)|[^/]*[.:])${dnsName}(:\\d{1,5})?(/${registryPath})*)?$`,
    ),
    allowed:
      "host[:port][/path] without a scheme, such as localhost:5000 or docker.io/me, or empty",
  },
  optionalText: { pattern: /^\S*$/, allowed: "without spaces, or empty" },
  platform: {
    pattern: /^(linux\/[a-z0-9]+(\/v\d+)?)?$/,
    allowed: "a platform such as linux/amd64 or linux/arm64, or empty",
  },
  imageMode: { pattern: /^(build|prebuilt)$/, allowed: "build or prebuilt" },
  optionalName: {
    pattern: new RegExp(`^(${dnsName})?$`),
    allowed: "the name of a Kubernetes object (a-z, 0-9, - and .), or empty",
  },
  anything: { pattern: /^[^]*$/, allowed: "of any form", length: 65_536 },
  line: {
    pattern: /^[^\p{Cc}]+$/u,
    allowed: "one line of 1 to 200 characters",
    length: 200,
  },
  version: {
    pattern: /^\d{1,4}(\.\d{1,4}){0,3}$/,
    allowed: "numbers and dots, such as 0.2",
  },
  quantity: {
    pattern: /^[1-9]\d{0,5}(Mi|Gi|Ti)$/,
    allowed: "a size such as 500Mi, 10Gi or 1Ti",
  },
  brokers: { pattern: /^[135]$/, allowed: "1, 3 or 5, of which a half always is a minority" },
  image: {
    // A tag that names a version (it holds a digit), or a digest: anything else moves under the stack's feet.
    pattern: new RegExp(
      `^(${dnsName}(:\\d{1,5})?/)?${registryPath}(/${registryPath})*(:(?=[\\w.-]*\\d)\\w[\\w.-]{0,127}|@sha256:[0-9a-f]{64}|:\\w[\\w.-]{0,127}@sha256:[0-9a-f]{64})$`,
    ),
    allowed: "an image at an exact version, such as redis:8.0.6 or name@sha256:…",
    length: 512,
  },
} satisfies Record<string, Rule>;
