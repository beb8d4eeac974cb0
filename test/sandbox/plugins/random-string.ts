import { bcryptHash } from "./bcrypt-hash";
import { changesBetween } from "./changes";
import { randomPassword, type PasswordRules } from "./password";
import type { CheckFailure, Created, Resource } from "./plugin";
import { hasUnknown, isObject, stringOf, UNKNOWN, type Properties } from "./property";

const DEFAULTS = {
  ...{ lower: true, upper: true, numeric: true, special: true },
  ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 },
};

/**
 * A random string, or a password: the same with a bcrypt hash. Any change of an input makes a new
 * one; an input that is written out as its default is no change.
 */
export class RandomString implements Resource {
  readonly #password: boolean;

  constructor(kind: "string" | "password") {
    this.#password = kind === "password";
  }

  async check(news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    return { inputs: news, failures: failuresOf(news) };
  }

  diff(state: Properties, news: Properties) {
    return changesBetween(settingsOf(state), settingsOf(news), true);
  }

  async create(inputs: Properties, preview: boolean): Promise<Created> {
    const settings = settingsOf(inputs);
    if (preview) {
      const hash: Properties = this.#password ? { bcryptHash: UNKNOWN } : {};
      return { id: "", outputs: { ...settings, ...hash, result: UNKNOWN } };
    }
    const result = randomPassword(rulesOf(settings));
    if (!this.#password) return { id: result, outputs: { ...settings, result } };
    // The id is in clear in the state, hence the same word for all, as in the official provider.
    const outputs = { ...settings, bcryptHash: await bcryptHash(result), result };
    return { id: "none", outputs };
  }
}

/** Only the inputs, with their defaults; `number` is the old name of `numeric`. */
function settingsOf(properties: Properties): Properties {
  const { bcryptHash: _hash, result: _result, id: _id, keepers, ...given } = properties;
  const numeric = given.numeric ?? given.number ?? true;
  const kept = isObject(keepers) && Object.keys(keepers).length === 0 ? undefined : keepers;
  return {
    ...DEFAULTS,
    ...given,
    ...{ numeric, number: numeric },
    ...(kept === undefined ? {} : { keepers: kept }),
  };
}

function rulesOf(settings: Properties): PasswordRules {
  const flag = (name: string) => settings[name] === true;
  const count = (name: string) => Number(settings[name]);
  return {
    length: count("length"),
    ...{ lower: flag("lower"), upper: flag("upper") },
    ...{ numeric: flag("numeric"), special: flag("special") },
    ...{ minLower: count("minLower"), minUpper: count("minUpper") },
    ...{ minNumeric: count("minNumeric"), minSpecial: count("minSpecial") },
    overrideSpecial: stringOf(settings.overrideSpecial),
  };
}

function failuresOf(inputs: Properties): CheckFailure[] {
  const { keepers: _keepers, ...rules } = inputs;
  if (hasUnknown(rules)) return [];
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });

  const settings = settingsOf(inputs);
  const { length, numeric, number } = inputs;
  const minima = ["minLower", "minUpper", "minNumeric", "minSpecial"] as const;
  for (const name of ["length", ...minima]) {
    const value = settings[name];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      fail(name, `must be a whole number, not negative; got: ${JSON.stringify(value)}`);
  }
  if (failures.length > 0) return failures;

  const sum = minima.reduce((total, name) => total + Number(settings[name]), 0);
  if (Number(length) < 1) fail("length", `must be at least 1, got: ${length}`);
  if (Number(length) < sum)
    fail("length", `must be at least the sum of ${minima.join(" + ")}, ${sum}; got: ${length}`);
  if (numeric !== undefined && number !== undefined && numeric !== number)
    fail("number", "must be the same as numeric, whose old name it is");
  if (!settings.lower && !settings.upper && !settings.numeric && !settings.special)
    fail("special", "at least one of lower, upper, numeric and special must be true");
  return failures;
}
