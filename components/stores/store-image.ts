import type { App } from "../app";
import { versions } from "../images/versions";

/** The least version of each store's image, and what it has that the ones before had not. */
const least = {
  mysql: { version: "8.0.21", reason: "accounts that carry an attribute" },
  redis: { version: "7.0.0", reason: "the commands that an account's rights name" },
  mongodb: { version: "5.0.0", reason: "the hello that asks whether it serves" },
  rabbitmq: { version: "4.2.0", reason: "brokers that find each other by their pods' names" },
};

/**
 * Where the image of a store's server is pulled from. An official one that is too old for what is done with it is a
 * mistake of the settings.
 *
 * @param image As the settings or the program have it. @default the one in images/versions.ts
 */
export function storeImage(
  app: App,
  store: string,
  kind: keyof typeof least,
  image = versions[kind],
): string {
  const { version, reason } = least[kind];
  const [, name, tag] = /^(?:.*\/)?([^/:@]+):(\d[\d.]*)/.exec(image) ?? [];
  const official = versions[kind].split(":")[0];
  if (name === official && tag !== undefined && isBefore(tag, version)) {
    const allowed = `${official}:${version} or later, which has ${reason}`;
    app.settings.mistake(`stores.${store}.image`, `is "${image}", but must be ${allowed}`);
  }
  return app.imageSource.thirdParty(image);
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
