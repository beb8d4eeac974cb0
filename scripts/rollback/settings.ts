import { Failure } from "../failure";
import { isSealed } from "../sealed";
import type { ConfigValue } from "./history";

/** The settings file of a stack. */
export interface Settings {
  config?: Record<string, unknown>;
  /** The keys of its secrets. */
  [other: string]: unknown;
}

/** What is to be deployed again. */
export interface Earlier {
  config: Readonly<Record<string, ConfigValue>>;
  /** By their names. */
  images: Readonly<Record<string, string>>;
}

export interface Rollback {
  settings: Settings;
  /** The keys that stay as they are today, for the secrets in them. */
  kept: string[];
  /** The images that there were none of then, and that stay as they are. */
  newer: string[];
}

const imagesKey = "slipway:images";

/**
 * The settings that deploy an earlier update's images and settings again. Secrets are today's, with the keys that they
 * stand in: what was changed since, such as the login to a registry, would be refused as it was.
 *
 * @param today The settings as they are.
 * @param deployed The images as they are deployed, by their names.
 * @throws Failure when an image has no digest.
 */
export function rollback(
  { config, images }: Earlier,
  today: Settings,
  deployed: Readonly<Record<string, string>>,
): Rollback {
  const now = today.config ?? {};
  const isKept = (key: string) => config[key]?.secret === true || isSealed(now[key]);
  const keys = [...new Set([...Object.keys(config), ...Object.keys(now)])];
  const kept = keys.filter(isKept);
  const values = Object.fromEntries(
    keys.flatMap((key) => {
      const value = isKept(key) ? now[key] : valueOf(config[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const digests = { ...deployed, ...images };
  const loose = Object.entries(digests).find(([, image]) => !image.includes("@sha256:"));
  if (loose !== undefined) {
    throw new Failure(
      `The image ${loose[0]} was deployed as ${loose[1]}, which no digest tells from others: without a ` +
        `registry.address images are kept by Docker alone, and cannot be rolled back.`,
    );
  }
  return {
    settings: {
      ...today,
      config: { ...values, [imagesKey]: { ...(values[imagesKey] as object | undefined), digests } },
    },
    kept,
    newer: Object.keys(deployed).filter((name) => !(name in images)),
  };
}

/** Of two updates, whether they have deployed the same images by the same settings; where the digests come from does not matter. */
export function isSame(one: Earlier, other: Earlier): boolean {
  return text(one) === text(other);
}

function text({ config, images }: Earlier): string {
  const settings = Object.entries(config).map(([key, { secret, ...value }]) => {
    const plain = secret ? "secret" : valueOf({ secret, ...value });
    if (key !== imagesKey || typeof plain !== "object" || plain === null) return [key, plain];
    return [key, { ...plain, digests: undefined }];
  });
  return JSON.stringify(sorted([Object.fromEntries(settings), images]));
}

function valueOf(value: ConfigValue | undefined): unknown {
  return value?.objectValue ?? value?.value;
}

/** With every object's members in one order, and without empty ones: they are what a key is that nobody has set. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, inner]) => [name, sorted(inner)] as const)
    .filter(([, inner]) => JSON.stringify(inner) !== "{}");
  return Object.fromEntries(members);
}
