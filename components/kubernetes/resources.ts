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
 * The resources of a part: its kind's defaults, over which the program's and then the stack's settings win. A limit that
 * the stack does not say gives way to a larger request.
 *
 * @param place Where the stack's settings of it stand, such as services.user.
 */
export function resourcesOf(
  stack: Settings,
  place: string,
  defaults: Resources,
  program: ResourceSettings,
  configured: ResourceSettings,
): Resources {
  const memory = configured.memory ?? program.memory ?? defaults.memory;
  const ownLimit = program.memoryLimit ?? defaults.memoryLimit;
  const memoryLimit = configured.memoryLimit ?? larger(ownLimit, memory);
  if (larger(memoryLimit, memory) !== memoryLimit) {
    const allowed = `at least the memory that is requested, which is ${memory}`;
    stack.mistake(`${place}.memoryLimit`, `is "${memoryLimit}", but must be ${allowed}`);
  }
  return { cpu: String(configured.cpu ?? program.cpu ?? defaults.cpu), memory, memoryLimit };
}

/** The larger of two quantities; the first of equal ones. */
export function larger(one: string, other: string): string {
  return Quantity.parse(one).isLessThan(Quantity.parse(other)) ? other : one;
}
