import type * as pulumi from "@pulumi/pulumi";

/** Labels of pods: what a Service and both halves of a NetworkPolicy select them by. */
export type PodLabels = Readonly<Record<string, string>>;

/** Who may be connected to: pods of this namespace, or a range of addresses outside of the cluster. */
export type Peer = { readonly podLabels: PodLabels } | { readonly cidr: string };

/** The service at the near end of an edge. */
export interface Consumer {
  /** Its name, unique in the stack. */
  readonly name: string;
  readonly podLabels: PodLabels;
  /** Its Deployment. To be asked only once the whole program has been read: the edge is older than it. */
  readonly deployment: () => pulumi.Resource;
}

/** What an edge gives to its consumer. */
export interface Grant {
  /** Environment variables in clear. */
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that reach the consumer through a Secret. */
  readonly secretEnv: Readonly<Record<string, pulumi.Input<string>>>;
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
 * What a service's edges give, each with its name for errors.
 *
 * @throws Error when a link stands there twice.
 */
export function grantsOf(
  consumer: Consumer,
  uses: readonly Link[],
  opts: pulumi.CustomResourceOptions,
): (Grant & { from: string })[] {
  const names = uses.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Error(`${consumer.name} uses ${twice} twice; one edge is enough`);
  return uses.map((link) => ({
    ...link.grant(consumer, opts),
    from: `the edge to ${link.name}`,
  }));
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
      const { env, secretEnv, ready } = link.grant(consumer, opts);
      return { env: rename(env), secretEnv: rename(secretEnv), ready };
    },
  };
}
