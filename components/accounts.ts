import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { accountJob, type AccountJobArgs } from "./account-job";
import { allow } from "./allow";
import { Collection } from "./collection";
import type { Consumer } from "./link";
import { randomPassword } from "./random-password";
import type { StatefulServer } from "./stateful-server";

/**
 * The script's verb "provision" makes the account `$ACCOUNT` with `$PASSWORD` and its rights in `$SCOPE`; "sweep"
 * drops every account made so but those in `$KEEP`, one a line. Both act as the administrator with
 * `$ADMIN_PASSWORD` on `$HOST` and `$PORT`, and may run twice.
 */
export interface AccountsArgs {
  server: StatefulServer;
  /** The port that the script connects to. */
  port: number;
  /** A file of components/scripts. */
  script: string;
  adminPassword: pulumi.Input<string>;
}

export interface Account {
  /** Its name at the store. Another password is another account, so that old and new pods both get in meanwhile. */
  readonly user: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  /** The Job that made it. */
  readonly ready: pulumi.Resource;
}

/**
 * The accounts of one store, one for each edge that leads to it. An edge's Job makes its account before the
 * consumer rolls out; when all consumers have, the store's own Job drops the accounts that no edge names any more.
 */
export class Accounts extends pulumi.ComponentResource {
  private readonly job: Omit<AccountJobArgs, "verb" | "secrets">;
  private readonly adminSecret: pulumi.Output<string>;
  private readonly held = new Collection<{ user: pulumi.Output<string>; consumer: Consumer }>();

  constructor(
    private readonly store: string,
    private readonly args: AccountsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("slipway:index:Accounts", store, {}, opts);
    const { server, port, script } = args;
    const { namespace, image, uid, pullPolicy = "IfNotPresent" } = server.args;
    const podLabels = { "app.kubernetes.io/name": `${store}-accounts` };
    this.job = { namespace, image, uid, pullPolicy, host: server.host, port, script, podLabels };

    allow(
      `${store}-accounts`,
      { namespace: namespace.name, from: podLabels, to: server.peer, port },
      { parent: this },
    );
    this.adminSecret = this.secret(
      `${store}-accounts-admin`,
      { ADMIN_PASSWORD: args.adminPassword },
      { parent: this },
    );

    const users = pulumi.output(this.held.all.then((all) => all.map(({ user }) => user)));
    const keep = this.secret(
      `${store}-accounts-keep`,
      { KEEP: users.apply((names) => [...names].sort().join("\n")) },
      { parent: this },
    );
    const rolledOut: Promise<pulumi.Resource[]> = this.held.all.then((all) => [
      ...server.ready,
      ...all.map(({ consumer }) => consumer.deployment()),
    ]);
    accountJob(
      `${store}-accounts-sweep`,
      { ...this.job, verb: "sweep", secrets: [this.adminSecret, keep] },
      { parent: this, dependsOn: rolledOut },
    );

    this.registerOutputs({});
  }

  /**
   * Makes an account for one edge.
   *
   * @param scope What the account's rights are limited to; the store's script says what that means.
   * @throws Error when the program has already run to its end.
   */
  add(consumer: Consumer, scope: string, opts: pulumi.ComponentResourceOptions): Account {
    const name = `${consumer.name}-${this.store}`;
    const password = randomPassword(`${name}-password`, opts);
    const user = password.apply((value) => accountName(consumer.name, value));
    this.held.add({ user, consumer }, `${consumer.name} uses ${this.store}`);
    const credentials = this.secret(
      `${name}-account`,
      { ACCOUNT: user, PASSWORD: password, SCOPE: scope },
      opts,
    );
    const ready = accountJob(
      `${name}-account`,
      { ...this.job, verb: "provision", secrets: [this.adminSecret, credentials] },
      { ...opts, dependsOn: this.args.server.ready },
    );
    return { user, password, ready };
  }

  private secret(
    name: string,
    stringData: Record<string, pulumi.Input<string>>,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Output<string> {
    const metadata = { namespace: this.args.server.args.namespace.name };
    return new kubernetes.core.v1.Secret(name, { metadata, stringData }, opts).metadata.name;
  }
}

/** At most 32 characters, MySQL's limit for a user's name. Eight digits of a hash give nothing of the password away. */
function accountName(consumer: string, password: string): string {
  const generation = createHash("sha256").update(password).digest("hex").slice(0, 8);
  return `${consumer.slice(0, 23)}-${generation}`;
}
