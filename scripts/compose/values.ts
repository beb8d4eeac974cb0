import { Failure } from "../failure";
import type { Registered } from "../registered";
import { resolvesAnew } from "./gateway";
import { type KeyRef, objectsOf, type Placed } from "./objects";

type Texts = Readonly<Record<string, string>>;

/** What stands in the Secrets and ConfigMaps of a program, by their names and keys. */
export class Values {
  private readonly secrets: ReadonlyMap<string, Texts>;
  private readonly configMaps: ReadonlyMap<string, Texts>;

  constructor(resources: readonly Registered[]) {
    this.secrets = new Map(objectsOf(resources, "Secret").map(secretTexts));
    this.configMaps = new Map(objectsOf(resources, "ConfigMap").map(configTexts));
  }

  /** @throws Failure when the program makes no such Secret. */
  secret(name: string): Texts {
    return found(this.secrets, "Secret", name);
  }

  /** @throws Failure when the program makes no such ConfigMap. */
  configMap(name: string): Texts {
    return found(this.configMaps, "ConfigMap", name);
  }

  /** @throws Failure when there is no such key. */
  value({ name, key }: KeyRef): string {
    const value = this.secret(name)[key];
    if (value === undefined) throw new Failure(`The Secret ${name} has no key "${key}"`);
    return value;
  }
}

function secretTexts({ object }: Placed): [string, Texts] {
  const { metadata, data = {}, stringData = {} } = object;
  const decoded = Object.entries(data).map(([key, text]) => [
    key,
    Buffer.from(text, "base64").toString(),
  ]);
  return [metadata.name, { ...(Object.fromEntries(decoded) as Texts), ...stringData }];
}

function configTexts({ object, urn }: Placed): [string, Texts] {
  const { metadata, data = {} } = object;
  return [metadata.name, urn.includes("slipway:index:ReverseProxy$") ? resolvesAnew(data) : data];
}

function found(objects: ReadonlyMap<string, Texts>, kind: string, name: string): Texts {
  const texts = objects.get(name);
  if (texts !== undefined) return texts;
  throw new Failure(
    `A pod takes the ${kind} "${name}", which somebody else makes in the cluster: here it must be the program's own`,
  );
}
