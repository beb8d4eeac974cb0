/** A property value as the engine and its plugins exchange it. */
export type Property = null | boolean | number | string | Property[] | Properties;

export interface Properties {
  [name: string]: Property;
}

/** How the engine's protocol marks a value that is known only after the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Marks a value as a secret, so that the engine encrypts it in the state. */
export function secret(value: Property): Properties {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

export function isObject(value: Property | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same value without secret marks and without null members, deeply. */
export function plain(value: Properties): Properties {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, plainValue(member)]),
  );
}

function plainValue(value: Property): Property {
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isObject(value)) return value;
  return value[SIGNATURE_KEY] === SECRET_SIGNATURE ? plainValue(value.value ?? null) : plain(value);
}

/** Whether the value is, or holds anywhere within, one that is not known yet. */
export function hasUnknown(value: Property | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) ? Object.values(value).some(hasUnknown) : value === UNKNOWN;
}

/** The string, or undefined where it is absent or not known yet. */
export function stringOf(value: Property | undefined): string | undefined {
  return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}

/** The strings of a list that are known already. */
export function stringsOf(value: Property | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => stringOf(item) ?? []) : [];
}
