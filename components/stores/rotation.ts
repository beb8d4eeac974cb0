import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { refuse } from "../program/refusal";
import type { DeployedStore } from "./deployed-store";

/**
 * The generation of all passwords, as the settings have it. Rotations follow one another, each from its beginning to its
 * end: after one that was left out, a server might have passwords that nobody knows any more. Another generation than the
 * last one or the next ends the program.
 *
 * @param before What the last update has left of the stores.
 */
export function checkedGeneration(
  settings: Settings,
  before: pulumi.Output<Readonly<Record<string, DeployedStore>>>,
): pulumi.Output<number> {
  const { generation = 1 } = settings.passwords;
  return before.apply(async (stores) => {
    for (const [store, left] of Object.entries(stores)) {
      const last = lastGeneration(left);
      if (generation === last || generation === last + 1) continue;
      await refuse(
        `passwords.generation is ${generation}, but the passwords of ${store} are of generation ${last}: it must be ` +
          `${last}, or ${last + 1} to rotate them. Nothing was changed.`,
      );
    }
    return generation;
  });
}

/** What tells the next update something of a store, and knows what the last one has left of it. */
interface History {
  left(store: string): pulumi.Output<DeployedStore | undefined>;
  note(store: string, facts: pulumi.Input<DeployedStore>): void;
}

/**
 * Tells the next update of which generation a store's passwords are: of this one only once the last of the one before
 * are gone, so that a rotation which does not end is the same one again the next time.
 *
 * @param sweep What drops them.
 * @param administrator What tells the administrator's password of this generation from any other.
 */
export function noteGeneration(
  { settings, storeHistory }: { settings: Settings; storeHistory: History },
  store: string,
  sweep: pulumi.CustomResource,
  administrator: pulumi.Input<string>,
): void {
  const { generation = 1 } = settings.passwords;
  const facts = pulumi.output(administrator).apply((told) => ({ generation, administrator: told }));
  const left = storeHistory.left(store).apply((before) => {
    const rotated = before !== undefined && lastGeneration(before) !== generation;
    return rotated ? pulumi.all([facts, sweep.id]).apply(([facts]) => facts) : facts;
  });
  storeHistory.note(store, left);
}

function lastGeneration({ generation = 1 }: DeployedStore): number {
  return generation;
}
