import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { outsideSchema, type OutsideSettings } from "./config/outside-schema";
import { assertValid } from "./config/validate";
import { type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { outsidePeer } from "./edges/outside-peer";
import { urlHost } from "./stores/store-access";

/** The schemes that their ports are known by. */
const schemes: Partial<Record<number, string>> = { 80: "http", 443: "https" };

/** What the settings can say of it, the program says first: its own values are the defaults. */
export interface OutsideArgs extends OutsideSettings {
  app: App;
  /** Its DNS name, or its IP address. */
  host: string;
  /** @default 443 */
  port?: number;
  /** The scheme of its URL. @default "https" at port 443, "http" at 80, and no URL at another */
  scheme?: string;
}

/**
 * Something outside of the cluster, which parts reach by an edge: it opens the way out to the host at that port, and
 * gives `<NAME>_HOST`, `<NAME>_PORT` and `<NAME>_URL`. What it takes to be let in there is a variable of the part's own.
 */
export class Outside extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly host: string;
  private readonly scheme: string | undefined;

  /** @throws Error when the program's host, port or ranges are not valid. */
  constructor(name: string, args: OutsideArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Outside", name, {}, { parent: args.app, ...opts });
    const { app } = args;
    const program = { host: args.host, port: args.port ?? 443, cidrs: args.cidrs };
    assertValid(name, outsideSchema, program);
    const configured = app.settings.part("outside", name, outsideSchema);
    const { host, port, cidrs } = { ...program, ...configured };
    this.name = name;
    this.host = host;
    this.port = port;
    this.scheme = args.scheme ?? schemes[port];
    this.peer = outsidePeer(app.settings, `outside.${name}.cidrs`, host, cidrs);

    this.registerOutputs({});
  }

  grant(): Grant {
    const { scheme, port } = this;
    const prefix = this.name.toUpperCase().replace(/-/g, "_");
    const authority = `${urlHost(this.host)}${schemes[port] === scheme ? "" : `:${port}`}`;
    return {
      env: {
        [`${prefix}_HOST`]: this.host,
        [`${prefix}_PORT`]: String(port),
        ...(scheme === undefined ? {} : { [`${prefix}_URL`]: `${scheme}://${authority}` }),
      },
      secretEnv: {},
      ready: [],
    };
  }

  /** This link with its variables renamed; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
