import * as pulumi from "@pulumi/pulumi";
import { certificateMistake, keyMistake } from "./certificate";
import { setSecret } from "./secrets";
import type { Settings } from "./settings";
import { firstLine } from "./validate";
import { unreadable } from "./unreadable";

/** Where a certificate comes from: a Secret that is there, a ClusterIssuer of cert-manager, or the settings. */
export type Tls =
  | { readonly secret: string }
  | { readonly issuer: string }
  | { readonly certificate: string; readonly key: pulumi.Output<string> };

/** How the stack is reached from outside, as its settings say. */
export class Entrance {
  /** By the cluster's ingress controller, or by a proxy of the stack's own behind a load balancer or the nodes. */
  readonly exposure: "ingress" | "loadBalancer" | "nodePort";
  /** The port of every node that leads to the proxy; for the exposure "nodePort" alone. */
  readonly nodePort: number;
  /** Where the certificate comes from; undefined for plain HTTP. */
  readonly tls: Tls | undefined;
  private readonly domain: string;

  constructor(private readonly settings: Settings) {
    const { exposure, nodePort, domain } = settings.gateway;
    this.exposure = exposure ?? "ingress";
    this.nodePort = nodePort ?? 30_443;
    this.domain = domain ?? "slipway.localhost";
    this.tls = this.readTls();
    if (this.exposure === "nodePort") {
      const { class: ofBalancer, annotations, ranges } = settings.gateway;
      for (const [field, value] of Object.entries({ class: ofBalancer, annotations, ranges })) {
        if (value === undefined) continue;
        settings.mistake(
          `gateway.${field}`,
          `is ${JSON.stringify(value)}, but must not be set: gateway.exposure is "${this.exposure}"`,
        );
      }
    }
  }

  /** A host of the routes as DNS knows it. */
  host(name: string): string {
    return `${name}.${this.domain}`;
  }

  origin(name: string): string {
    const scheme = this.tls === undefined ? "http" : "https";
    const port = this.exposure === "nodePort" ? `:${this.nodePort}` : "";
    return `${scheme}://${this.host(name)}${port}`;
  }

  /** Notes as a mistake that a certificate in the settings is for other hosts than these. */
  requireCertificate(hosts: readonly string[]): void {
    const { certificate } = this.settings.gateway.tls ?? {};
    const wrong = certificate === undefined ? undefined : certificateMistake(certificate, hosts);
    if (certificate === undefined || wrong === undefined) return;
    const is = `is "${firstLine(certificate)}", but ${wrong}`;
    this.settings.mistake("gateway.tls.certificate", is);
  }

  private readTls(): Tls | undefined {
    const { tls = {} } = this.settings.gateway;
    const { secret, issuer, certificate, key } = tls;
    const mistake = (field: string, sentence: string) =>
      this.settings.mistake(`gateway.tls.${field}`, sentence);
    const [first, ...others] = Object.entries({ secret, issuer, certificate }).flatMap(
      ([field, value]) => (value === undefined || value === "" ? [] : [field]),
    );
    for (const other of others) {
      mistake(other, `is set, and so is ${first}, but a certificate comes from one place`);
    }
    if (certificate !== undefined && key === undefined) {
      mistake("key", `is missing, but certificate is set: ${setSecret("gateway.tls.key")}`);
    }
    if (certificate === undefined && key !== undefined) {
      mistake("key", "is set, but certificate is not: set both or neither");
    }
    if (certificate !== undefined && key !== undefined && key !== unreadable) {
      const wrong = keyMistake(certificate, key);
      if (wrong !== undefined) mistake("key", wrong);
    }
    if (secret !== undefined && secret !== "") return { secret };
    if (issuer !== undefined && issuer !== "") return { issuer };
    return certificate === undefined || key === undefined
      ? undefined
      : { certificate, key: pulumi.secret(key) };
  }
}
