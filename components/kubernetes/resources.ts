import type { Settings } from "../config/settings";
import { Quantity } from "./quantity";

/** What a container requests and may take, as Kubernetes quantities. */
export interface Resources {
  cpu: string;
  memory: string;
  memoryLimit: string;
}

/** What a part's settings may say of its resources. */
export interface ResourceSettings {
  cpu?: string | number;
  memory?: string;
  memoryLimit?: string;
}

/**
 * The resources of a part: its own defaults, over which its settings win. A limit that only the part has gives way to a
 * larger request.
 *
 * @param place Where its settings stand, such as services.user.
 */
export function resourcesOf(
  stack: Settings,
  place: string,
  defaults: Resources,
  settings: ResourceSettings,
): Resources {
  const memory = settings.memory ?? defaults.memory;
  const memoryLimit = settings.memoryLimit ?? larger(defaults.memoryLimit, memory);
  if (larger(memoryLimit, memory) !== memoryLimit) {
    const allowed = `at least the memory that is requested, which is ${memory}`;
    stack.mistake(`${place}.memoryLimit`, `is "${memoryLimit}", but must be ${allowed}`);
  }
  return { cpu: String(settings.cpu ?? defaults.cpu), memory, memoryLimit };
}

/** The larger of two quantities; the first of equal ones. */
export function larger(one: string, other: string): string {
  return Quantity.parse(one).isLessThan(Quantity.parse(other)) ? other : one;
}
