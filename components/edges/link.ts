import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Labels of pods: what a Service and both halves of a NetworkPolicy select them by. */
export type PodLabels = Readonly<Record<string, string>>;

/** Who may be connected to: pods of this namespace, or outside of it ranges of addresses or a DNS name. */
export type Peer =
  | { readonly podLabels: PodLabels }
  | { readonly cidrs: readonly string[] }
  | { readonly host: string };

/** The service, job or schedule at the near end of an edge. */
export interface Consumer {
  /** Its name, unique in the stack. */
  readonly name: string;
  readonly podLabels: PodLabels;
  /** Its Deployment, Job or CronJob. To be asked only once the whole program has been read: the edge is older than it. */
  readonly deployment: () => pulumi.Resource;
  /** Keeps a password in the one Secret of all its accounts, under a key. @returns where it is then. */
  readonly keep: (key: string, password: pulumi.Output<string>) => SecretKey;
  /** Whether a command of its own makes the tables before it starts, so that it needs no right to while it serves. */
  readonly migrates: boolean;
}

/** A value in a Secret. */
export interface SecretKey {
  readonly secret: pulumi.Input<string>;
  readonly key: string;
}

/** The variables of the command that makes tables: in clear, and as a Secret has them. */
export interface Migration {
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  readonly secretEnv: Readonly<Record<string, SecretKey>>;
}

/** What an edge gives to its consumer. */
export interface Grant {
  /** Environment variables in clear. */
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that reach the consumer through a Secret. */
  readonly secretEnv: Readonly<Record<string, pulumi.Input<string>>>;
  /** Those of that command alone. @default none */
  readonly migration?: Migration;
  /** What must be there before the consumer starts. */
  readonly ready: readonly pulumi.Resource[];
}

/** What one part must know to use another: everything that can stand in a service's `uses`. */
export interface Link {
  /** The name of the other end, unique in the stack. */
  readonly name: string;
  /** Who is at the other end, and on which port, as the NetworkPolicies need it. */
  readonly peer: Peer;
  readonly port: number;
  /** Lets the consumer in. What that takes becomes a child of the consumer, and goes when the edge goes. */
  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant;
}

/**
 * What a consumer's edges give, each with its name for errors.
 *
 * @throws Error when a link stands there twice.
 */
export function grantsOf(
  consumer: Omit<Consumer, "keep">,
  uses: readonly Link[],
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): (Grant & { from: string })[] {
  const names = uses.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Error(`${consumer.name} uses ${twice} twice; one edge is enough`);
  const passwords: Record<string, pulumi.Output<string>> = {};
  let made: (secret: pulumi.Output<string>) => void = () => undefined;
  const secret = pulumi.output(new Promise<pulumi.Output<string>>((resolve) => (made = resolve)));
  const keep = (key: string, password: pulumi.Output<string>) => {
    passwords[key] = password;
    return { secret, key };
  };
  const grants = uses.map((link) => ({
    ...link.grant({ ...consumer, keep }, opts),
    from: `the edge to ${link.name}`,
  }));
  if (Object.keys(passwords).length > 0) {
    const args = { metadata: { namespace }, stringData: passwords };
    made(new kubernetes.core.v1.Secret(`${consumer.name}-accounts`, args, opts).metadata.name);
  }
  return grants;
}

/**
 * The same link with its variables renamed, so that a service can use two stores of one kind:
 * `MYSQL_HOST` with the prefix `ARCHIVE` is `ARCHIVE_MYSQL_HOST`.
 *
 * @throws Error when the prefix cannot begin a variable's name.
 */
export function withPrefix(link: Link, prefix: string): Link {
  if (!/^[A-Z][A-Z0-9_]*$/.test(prefix)) {
    throw new Error(
      `The prefix of the edge to ${link.name} is "${prefix}", but must be capital letters, digits and _, ` +
        `beginning with a letter`,
    );
  }
  const rename = <T>(variables: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [`${prefix}_${name}`, value]),
    );
  return {
    name: link.name,
    peer: link.peer,
    port: link.port,
    grant(consumer, opts) {
      const { env, secretEnv, migration, ready } = link.grant(consumer, opts);
      return {
        env: rename(env),
        secretEnv: rename(secretEnv),
        migration: migration && {
          env: rename(migration.env),
          secretEnv: rename(migration.secretEnv),
        },
        ready,
      };
    },
  };
}
