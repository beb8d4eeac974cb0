import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../edges/link";
import { Collection } from "../program/collection";
import { accountJob, type AccountJobArgs } from "./account-job";
import { randomPassword } from "./random-password";
import { noteGeneration } from "./rotation";
import { previousPassword, type StatefulServer } from "./stateful-server";

/**
 * The script's verb "provision" makes the account `$ACCOUNT` with `$PASSWORD` and its rights in `$SCOPE`, for the
 * `$PURPOSE` "serve", "migrate" or "backup", or without one, for a service's all; "sweep" drops every account made so but
 * those in `$KEEP`, one a line. Both act as the administrator with `$ADMIN_PASSWORD` on `$HOST` and `$PORT`, which they first give to
 * a server that has `$PREVIOUS_PASSWORD` still, and may run twice. "check" fails where the server does not take
 * `$ADMIN_PASSWORD`, and changes nothing.
 */
export interface AccountsArgs {
  server: StatefulServer;
  /** The port that the script connects to. */
  port: number;
  /** A file of stores/scripts. */
  script: string;
  /** What the script may take at most. @default "128Mi" */
  memoryLimit?: string;
}

export interface Account {
  /** Its name at the store. Another password is another account, so that old and new pods both get in meanwhile. */
  readonly user: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  /** The Job that made it. */
  readonly ready: pulumi.Resource;
}

/** What an account is for: rows, or the tables as well, where a store tells that apart; or to read what is backed up. */
export type Purpose = "serve" | "migrate" | "backup";

/**
 * The accounts of one store, one for each edge that leads to it. An edge's Job makes its account before the
 * consumer rolls out; when all consumers have, the store's own Job drops the accounts that no edge names any more.
 */
export class Accounts {
  private readonly job: Pick<
    AccountJobArgs,
    "server" | "port" | "script" | "memoryLimit" | "podLabels"
  >;
  private readonly admin: AccountJobArgs["secretEnv"];
  private readonly held = new Collection<{ user: pulumi.Output<string>; consumer: Consumer }>();

  /** @param opts Whose parent is the store. */
  constructor(
    private readonly store: string,
    { server, port, script, memoryLimit }: AccountsArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const podLabels = { "app.kubernetes.io/name": `${store}-accounts` };
    this.job = { server, port, script, memoryLimit, podLabels };
    const { secret, args } = server;
    const { app, administrator } = args;
    const { variable, previous, digest } = administrator;
    this.admin = {
      ADMIN_PASSWORD: { secret, key: variable },
      ...(previous === undefined ? {} : { PREVIOUS_PASSWORD: { secret, key: previousPassword } }),
    };
    app.network.policy(`${store}-accounts`, podLabels, [{ peer: server.peer, port }], opts);

    const users = pulumi.output(this.held.all.then((all) => all.map(({ user }) => user)));
    const rolledOut: Promise<pulumi.Resource[]> = this.held.all.then((all) => [
      ...server.ready,
      ...all.map(({ consumer }) => consumer.deployment()),
    ]);
    const sweep = accountJob(
      `${store}-accounts-sweep`,
      {
        ...this.job,
        verb: "sweep",
        env: { KEEP: users.apply((names) => [...names].sort().join("\n")) },
        secretEnv: this.admin,
      },
      { ...opts, dependsOn: rolledOut },
    );
    noteGeneration(app, store, sweep, digest);
  }

  /**
   * Makes an account for one edge.
   *
   * @param scope What the account's rights are limited to; the store's script says what that means.
   * @param purpose With another one, it is another account. @default all
   * @throws Error when the program has already run to its end.
   */
  add(
    consumer: Consumer,
    scope: string,
    opts: pulumi.CustomResourceOptions,
    purpose?: Purpose,
  ): Account {
    const { server } = this.job;
    const { generation } = server.args.app.storeHistory;
    const key = passwordKey(this.store, purpose);
    const name = `${consumer.name}-${key}`;
    const password = randomPassword(`${name}-password`, generation, opts);
    // Eight digits of a hash give nothing of the password away.
    const user = pulumi.unsecret(
      password.apply((value) => accountName(consumer.name, `${value}${purpose ?? ""}`)),
    );
    this.held.add({ user, consumer }, `${consumer.name} uses ${this.store}`);
    const ready = accountJob(
      `${name}-account`,
      {
        ...this.job,
        verb: "provision",
        env: {
          ...{ ACCOUNT: user, SCOPE: scope },
          ...(purpose === undefined ? {} : { PURPOSE: purpose }),
        },
        secretEnv: { ...this.admin, PASSWORD: consumer.keep(key, password) },
      },
      { ...opts, dependsOn: server.ready },
    );
    return { user, password, ready };
  }
}

/** Under which key a consumer keeps the password of its account at a store. */
export function passwordKey(store: string, purpose?: Purpose): string {
  return purpose === "migrate" ? `${store}-migrations` : store;
}

/** At most 32 characters, MySQL's limit for a user's name. */
function accountName(consumer: string, secret: string): string {
  const generation = createHash("sha256").update(secret).digest("hex").slice(0, 8);
  return `${consumer.slice(0, 23)}-${generation}`;
}
