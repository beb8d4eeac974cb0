/** What of a server's releases is known; a series is named by its first one or two numbers. */
export interface Releases {
  /** The name of the official image. */
  image: string;
  /** The least version, and what it has that the ones before had not. */
  least: { version: string; reason: string };
  /** The series that only some others upgrade to in place, oldest first, and the least one of these. */
  upgrades: readonly { to: string; from: string }[];
}

export const releases = {
  mysql: {
    image: "mysql",
    least: { version: "8.0.21", reason: "accounts that carry an attribute" },
    // https://dev.mysql.com/doc/refman/9.7/en/upgrade-paths.html
    upgrades: [
      { to: "8.4", from: "8.0" },
      { to: "9.0", from: "8.4" },
    ],
  },
  redis: {
    image: "redis",
    least: { version: "7.0.0", reason: "the commands that an account's rights name" },
    upgrades: [],
  },
  mongodb: {
    image: "mongo",
    least: { version: "5.0.0", reason: "the hello that asks whether it serves" },
    // https://www.mongodb.com/docs/manual/release-notes/8.0-upgrade-standalone/
    upgrades: [
      { to: "6.0", from: "5.0" },
      { to: "7.0", from: "6.0" },
      { to: "8.0", from: "7.0" },
    ],
  },
  rabbitmq: {
    image: "rabbitmq",
    least: { version: "4.2.0", reason: "brokers that find each other by their pods' names" },
    // https://www.rabbitmq.com/docs/upgrade
    upgrades: [{ to: "4.3", from: "4.2" }],
  },
} as const satisfies Record<string, Releases>;

/** The version in an official image's tag; undefined for one of one's own, or by its digest, whose version nobody can tell. */
export function versionOf(image: string, { image: official }: Releases): string | undefined {
  const [, name, version] = /^(?:.*\/)?([^/:@]+):(\d[\d.]*)/.exec(image) ?? [];
  return name === official ? version : undefined;
}

/** Why a version is too old for what is done with it; undefined where it is not. */
export function tooOld(version: string, { image, least }: Releases): string | undefined {
  return isBefore(version, least.version)
    ? `${image}:${least.version} or later, which has ${least.reason}`
    : undefined;
}

/** What must be deployed first where a version cannot take over another's volumes; undefined where it can. */
export function obstacle(from: string, to: string, { image, upgrades }: Releases) {
  const [series, wanted] = [seriesOf(from), seriesOf(to)];
  if (isBefore(wanted, series)) {
    return `no version before ${image}:${series}, which its volumes are of: none goes back`;
  }
  const closed = upgrades.find((step) => !isBefore(wanted, step.to) && isBefore(series, step.from));
  return closed === undefined
    ? undefined
    : `${image}:${closed.from} first, as its volumes are of ${series}: only ${closed.from} upgrades to ${closed.to} in place`;
}

function seriesOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Whether a version, of which the end may be left out, is before another. */
function isBefore(version: string, other: string): boolean {
  const [mine, others] = [version, other].map((text) => text.split(".").map(Number));
  for (const [index, number] of (others ?? []).entries()) {
    // 8 stands for the newest 8.
    const own = mine?.[index] ?? Infinity;
    if (own !== number) return own < number;
  }
  return false;
}
