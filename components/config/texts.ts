const dnsLabel = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const dnsName = `${dnsLabel}(\\.${dnsLabel})*`;
const registryPath = "[a-z0-9]+([._-]+[a-z0-9]+)*";
// Docker takes what has no dot, port or "localhost" in front for a path on Docker Hub.
const registry = `(?=localhost(/|$)|[^/]*[.:])${dnsName}(:\\d{1,5})?(/${registryPath})*`;
// A tag that names a version (it holds a digit), or a digest: anything else moves under the stack's feet.
const version = `:(?=[\\w.-]*\\d)\\w[\\w.-]{0,127}|@sha256:[0-9a-f]{64}|:\\w[\\w.-]{0,127}@sha256:[0-9a-f]{64}`;

/** Texts by what they name: the pattern or the format, what is allowed in words, and the longest one in characters. */
export const texts = {
  context: { pattern: "^\\S+$", allowed: "the name of a kubeconfig context, without spaces" },
  label: {
    pattern: `^${dnsLabel}$`,
    allowed: "a DNS label: at most 63 of a-z, 0-9 and -, not at either end",
    maxLength: 63,
  },
  domain: {
    pattern: `^${dnsName}$`,
    allowed: "a DNS name, such as slipway.localhost",
    // Leaves room for the longest host in front of it, within DNS's 253.
    maxLength: 189,
  },
  registry: {
    pattern: `^(${registry})?$`,
    allowed:
      "host[:port][/path] without a scheme, such as localhost:5000 or docker.io/me, or empty",
  },
  account: { pattern: "^\\S+$", allowed: "the name of an account, without spaces" },
  platform: {
    pattern: "^(linux/[a-z0-9]+(/v\\d+)?)?$",
    allowed: "a platform such as linux/amd64 or linux/arm64, or empty",
  },
  objectName: {
    pattern: `^(${dnsName})?$`,
    allowed: "the name of a Kubernetes object (a-z, 0-9, - and .), or empty",
  },
  qualifiedName: {
    pattern: `^(${dnsName}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`,
    allowed: "a name such as pool or example.com/pool",
    maxLength: 317,
  },
  line: {
    pattern: "^[^\\p{Cc}]+$",
    allowed: "one line of 1 to 200 characters",
    maxLength: 200,
  },
  storage: {
    pattern: "^[1-9]\\d{0,5}(Mi|Gi|Ti)$",
    allowed: "a size such as 500Mi, 10Gi or 1Ti",
  },
  memory: { pattern: "^[1-9]\\d{0,5}(Mi|Gi)$", allowed: "an amount such as 96Mi or 4Gi" },
  cpu: {
    pattern: "^([1-9]\\d{0,4}m|[1-9]\\d{0,2}(\\.\\d{1,3})?|0\\.\\d{1,3})$",
    allowed: "an amount of cores such as 50m, 0.5 or 2",
  },
  image: {
    pattern: `^(${dnsName}(:\\d{1,5})?/)?${registryPath}(/${registryPath})*(${version})$`,
    allowed: "an image at an exact version, such as redis:8.0.6 or name@sha256:…",
    maxLength: 512,
  },
  digest: {
    pattern: "^(\\S+@)?sha256:[0-9a-f]{64}$",
    allowed: "sha256: and 64 hexadecimal digits, or a reference that ends in them",
    maxLength: 512,
  },
  database: {
    pattern: "^[^\\s/`]{1,64}$",
    allowed: "the name of a database, without spaces or /",
  },
  host: { format: "host", allowed: "a DNS name or an IP address" },
  cidr: { format: "cidr", allowed: "a range of addresses such as 10.0.0.0/24" },
  cron: {
    format: "cron",
    allowed:
      'a cron expression of minute, hour, day, month and weekday, such as "0 3 * * 1-5", or one such as @hourly',
  },
  timeZone: {
    format: "timeZone",
    allowed: "the IANA's name of a time zone, such as Europe/Berlin",
  },
  endpoint: {
    pattern: `^https?://(${dnsName}|\\[[0-9a-f:.]+\\])(:\\d{1,5})?$`,
    allowed: "a URL of a host and maybe a port, such as https://s3.eu-central-1.amazonaws.com",
  },
  bucket: {
    pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    allowed: "the name of a bucket: 3 to 63 of a-z, 0-9, - and .",
    maxLength: 63,
  },
  keyPrefix: {
    pattern: "^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$",
    allowed: "names of A-Z, a-z, 0-9, - and _, with a / between them",
  },
  word: { pattern: "^\\S+$", allowed: "one word, without spaces" },
  authority: { format: "authority", allowed: "a certificate in PEM", maxLength: 65_536 },
  pem: { allowed: "text in PEM", maxLength: 65_536 },
} as const;
