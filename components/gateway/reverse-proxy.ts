import * as fs from "node:fs";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { asTexts } from "../config/fields";
import { versions } from "../images/versions";
import { address, addressesOf } from "../kubernetes/address";
import { deployment } from "../kubernetes/deployment";
import { httpProbes } from "../kubernetes/http-probes";
import { nginxConfig, proxyPorts } from "./nginx-config";
import type { ServedRoute } from "./route";
import { type Certificate, certificateVolume, requestCertificates } from "./tls";
import type { Tls } from "../config/entrance";

/** The user of the unprivileged nginx image. */
const uid = 101;
const start = fs.readFileSync(path.join(__dirname, "nginx-start.sh"), "utf8");
const configFolder = "/etc/slipway";
const tlsFolder = "/etc/slipway-tls";

export interface ReverseProxyArgs {
  app: App;
  routes: ServedRoute[];
  /** What the routes lead to. */
  services: pulumi.Resource[];
  exposure: "loadBalancer" | "nodePort";
  tls: Tls | undefined;
  /** None for plain HTTP. */
  certificates: Certificate[];
}

/** The way in where the cluster has no ingress controller: two pods of nginx that lead routes to their services. */
export class ReverseProxy extends pulumi.ComponentResource {
  /** Those of the load balancer: none where the nodes lead here. */
  readonly addresses: pulumi.Output<string[]>;

  constructor(name: string, args: ReverseProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:ReverseProxy", name, {}, opts);
    const { app, routes, exposure, tls, certificates } = args;
    const { nodePort } = app.entrance;
    const namespace = app.namespace.name;
    const podLabels = { "app.kubernetes.io/name": name };
    const secure = tls !== undefined;
    const services = [...new Set(routes.map(({ service }) => service))];

    const config = new kubernetes.core.v1.ConfigMap(
      name,
      {
        metadata: { namespace },
        data: {
          "nginx.conf": nginxConfig(routes, secure ? tlsFolder : undefined),
        },
      },
      { parent: this },
    );
    app.network.policy(name, podLabels, services, { parent: this });

    const http = { name: "http", port: 80 };
    const https = { name: "https", port: 443 };
    if (exposure === "nodePort") app.claimNodePort(nodePort, "gateway.nodePort");
    if (secure) app.network.admit("anywhere", podLabels, proxyPorts.https);
    if (!secure || exposure === "loadBalancer") {
      app.network.admit("anywhere", podLabels, proxyPorts.http);
    }
    const { status } = address(
      name,
      exposure === "nodePort"
        ? // One port for both: whoever speaks http to the one for https is led to https.
          {
            namespace,
            podLabels,
            type: "NodePort",
            ports: [{ ...(secure ? https : http), nodePort }],
          }
        : {
            namespace,
            podLabels,
            type: "LoadBalancer",
            ports: secure ? [http, https] : [http],
            loadBalancer: {
              class: app.settings.gateway.class ?? "",
              annotations: asTexts(app.settings.gateway.annotations ?? {}),
              ranges: app.settings.gateway.ranges ?? [],
            },
          },
      { parent: this },
    );
    this.addresses = addressesOf(status);
    if (tls !== undefined && "issuer" in tls) {
      const request = { namespace, issuer: tls.issuer, certificates };
      requestCertificates(name, request, { parent: this });
    }

    deployment(
      name,
      {
        namespace: app.namespace,
        podLabels,
        replicas: 2,
        pod: {
          image: app.imageSource.thirdParty(app.settings.images.nginx ?? versions.nginx),
          pullPolicy: "IfNotPresent",
          uid,
          env: {},
          secrets: [],
          resources: { cpu: "20m", memory: "32Mi", memoryLimit: "128Mi" },
          scratchPaths: ["/tmp"],
          volumes: [
            { name: "config", configMap: { name: config.metadata.name } },
            ...(secure ? [certificateVolume("tls", certificates)] : []),
          ],
          container: {
            name: "nginx",
            command: ["sh", "-euc", start, "nginx-start.sh", `${configFolder}/nginx.conf`],
            ports: [
              { name: "http", containerPort: proxyPorts.http },
              ...(secure ? [{ name: "https", containerPort: proxyPorts.https }] : []),
              { name: "probe", containerPort: proxyPorts.probe },
            ],
            ...httpProbes({ liveness: "/healthz", readiness: "/healthz", port: "probe" }),
            // A load balancer asks the nodes every few seconds, and three times before it believes them.
            lifecycle: { preStop: { sleep: { seconds: 30 } } },
            volumeMounts: [
              { name: "config", mountPath: configFolder, readOnly: true },
              ...(secure ? [{ name: "tls", mountPath: tlsFolder, readOnly: true }] : []),
            ],
          },
        },
        graceSeconds: 60,
      },
      // It asks for their addresses when it starts.
      { parent: this, dependsOn: args.services },
    );

    this.registerOutputs({});
  }
}
