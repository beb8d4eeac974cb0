import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../edges/link";
import { Collection } from "../program/collection";
import { accountJob, type AccountJobArgs } from "./account-job";
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
  /** A file of stores/scripts. */
  script: string;
  /** The server's variable that holds the administrator's password. */
  adminVariable: string;
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
export class Accounts {
  private readonly job: Pick<AccountJobArgs, "server" | "port" | "script" | "podLabels">;
  private readonly admin: AccountJobArgs["secretEnv"];
  private readonly held = new Collection<{ user: pulumi.Output<string>; consumer: Consumer }>();

  /** @param opts Whose parent is the store. */
  constructor(
    private readonly store: string,
    { server, port, script, adminVariable }: AccountsArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const podLabels = { "app.kubernetes.io/name": `${store}-accounts` };
    this.job = { server, port, script, podLabels };
    this.admin = { ADMIN_PASSWORD: { secret: server.secret, key: adminVariable } };
    const { network } = server.args.app;
    network.egress(`${store}-accounts`, podLabels, [{ peer: server.peer, port }], opts);

    const users = pulumi.output(this.held.all.then((all) => all.map(({ user }) => user)));
    const rolledOut: Promise<pulumi.Resource[]> = this.held.all.then((all) => [
      ...server.ready,
      ...all.map(({ consumer }) => consumer.deployment()),
    ]);
    accountJob(
      `${store}-accounts-sweep`,
      {
        ...this.job,
        verb: "sweep",
        env: { KEEP: users.apply((names) => [...names].sort().join("\n")) },
        secretEnv: this.admin,
      },
      { ...opts, dependsOn: rolledOut },
    );
  }

  /**
   * Makes an account for one edge.
   *
   * @param scope What the account's rights are limited to; the store's script says what that means.
   * @throws Error when the program has already run to its end.
   */
  add(consumer: Consumer, scope: string, opts: pulumi.CustomResourceOptions): Account {
    const { server } = this.job;
    const name = `${consumer.name}-${this.store}`;
    const password = randomPassword(`${name}-password`, opts);
    // Eight digits of a hash give nothing of the password away.
    const user = pulumi.unsecret(password.apply((value) => accountName(consumer.name, value)));
    this.held.add({ user, consumer }, `${consumer.name} uses ${this.store}`);
    const secret = new kubernetes.core.v1.Secret(
      `${name}-account`,
      {
        metadata: { namespace: server.args.app.namespace.name },
        stringData: { PASSWORD: password },
      },
      opts,
    ).metadata.name;
    const ready = accountJob(
      `${name}-account`,
      {
        ...this.job,
        verb: "provision",
        env: { ACCOUNT: user, SCOPE: scope },
        secretEnv: { ...this.admin, PASSWORD: { secret, key: "PASSWORD" } },
      },
      { ...opts, dependsOn: server.ready },
    );
    return { user, password, ready };
  }
}

/** At most 32 characters, MySQL's limit for a user's name. */
function accountName(consumer: string, password: string): string {
  const generation = createHash("sha256").update(password).digest("hex").slice(0, 8);
  return `${consumer.slice(0, 23)}-${generation}`;
}
