import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { refuse } from "../program/refusal";
import { randomPassword } from "./random-password";

/** What the administrator of a store's servers signs in with. */
export interface Administrator {
  /** The variable of the server that holds the password. */
  readonly variable: string;
  readonly password: pulumi.Output<string>;
  /** The one that it takes the place of, which servers have until they are told of it. @default none: it is the first */
  readonly previous?: pulumi.Output<string> | undefined;
  /** What tells it from any other, and nothing more of it. */
  readonly digest: pulumi.Output<string>;
}

/**
 * The administrator's password of a store, a resource of its own in each generation: the present one is protected as
 * what it opens is. The one before is not, so that the rotation after may drop it.
 *
 * Ends the program where the last update has left another password of that generation: the servers do not know the one
 * that was made since, and nobody the one that they have.
 *
 * @param name That of the resource.
 * @param first Its first one, where that is made of something else. @default a RandomPassword
 */
export function administrator(
  app: App,
  { store, name, variable }: { store: string; name: string; variable: string },
  opts: pulumi.CustomResourceOptions,
  first?: pulumi.Output<string>,
): Administrator {
  const { generation = 1 } = app.settings.passwords;
  const { protect = false } = app.settings.cluster;
  const passwordOf = (number: number): pulumi.Output<string> => {
    if (number === 1 && first !== undefined) return first;
    const own = { ...opts, protect: protect && number === generation };
    const numbered = number === 1 ? name : `${name}-${number}`;
    return randomPassword(
      numbered,
      app.storeHistory.generation.apply(() => number),
      own,
    );
  };
  const made = passwordOf(generation);
  const previous = generation === 1 ? undefined : passwordOf(generation - 1);
  const known = app.storeHistory.left(store).apply(async (before) => {
    if (before?.administrator === undefined) return;
    const { generation: last = 1 } = before;
    const there = last === generation ? made : previous;
    if (there !== undefined && (await digestIfKnown(there)) === before.administrator) return;
    await refuse(
      `The administrator's password of ${store} is another than that of generation ${last}, which its volume has and ` +
        `alone accepts. Do not make it anew by itself (--replace): set passwords.generation to ${last + 1}. The store ` +
        `is as it was.`,
    );
  });
  const password = pulumi.all([made, known]).apply(([value]) => value);
  return { variable, password, previous, digest: pulumi.unsecret(password.apply(digestOf)) };
}

/**
 * The first administrator's password and the key that the servers of a cluster know each other by: halves of one
 * RandomPassword, which stays for the key.
 */
export function clusterSecrets(
  app: App,
  { name }: { name: string },
  opts: pulumi.CustomResourceOptions,
): { password: pulumi.Output<string>; key: pulumi.Output<string> } {
  const { protect = false } = app.settings.cluster;
  const generation = app.storeHistory.generation.apply(() => 1);
  const whole = randomPassword(name, generation, { ...opts, protect }, 64);
  return {
    password: whole.apply((text) => text.slice(0, 32)),
    key: whole.apply((text) => text.slice(32)),
  };
}

function digestOf(password: string): string {
  return createHash("sha256").update(password).digest("hex").slice(0, 16);
}

/** Undefined for a password that a preview cannot know: it is about to be made. */
async function digestIfKnown(password: pulumi.Output<string>): Promise<string | undefined> {
  const { isKnown } = password as unknown as { isKnown: Promise<boolean> };
  if (!(await isKnown)) return undefined;
  return new Promise((resolve) => void password.apply((value) => resolve(digestOf(value))));
}
