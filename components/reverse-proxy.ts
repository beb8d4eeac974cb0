import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { address } from "./address";
import { allow } from "./allow";
import { deployment } from "./deployment";
import type { Route } from "./gateway";
import { httpProbes } from "./http-probes";
import type { Namespace } from "./namespace";
import { nginxConfig, proxyPorts } from "./nginx-config";
import type { Tls } from "./tls";

/** The user of the unprivileged nginx image. */
const uid = 101;
const configFolder = "/etc/slipway";
const tlsFolder = "/etc/slipway-tls";

export interface ReverseProxyArgs {
  namespace: Namespace;
  routes: Route[];
  /** An unprivileged nginx, 1.27.4 or later. */
  image: pulumi.Input<string>;
  exposure: "loadBalancer" | "nodePort";
  /** The port of every node that leads here; for the exposure "nodePort" alone. */
  nodePort: number;
  tls: Tls | undefined;
  /** The Secret that holds the certificate, where there is one. */
  tlsSecret: pulumi.Input<string> | undefined;
}

/** The way in where the cluster has no ingress controller: two pods of nginx that lead routes to their services. */
export class ReverseProxy extends pulumi.ComponentResource {
  constructor(name: string, args: ReverseProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:ReverseProxy", name, {}, opts);
    const { routes, exposure, nodePort, tls, tlsSecret } = args;
    const namespace = args.namespace.name;
    const podLabels = { "app.kubernetes.io/name": name };
    const services = [...new Set(routes.map(({ service }) => service))];

    const config = new kubernetes.core.v1.ConfigMap(
      name,
      {
        metadata: { namespace },
        data: {
          "nginx.conf": nginxConfig(routes, tlsSecret === undefined ? undefined : tlsFolder),
        },
      },
      { parent: this },
    );
    for (const { name: service, peer: to, port } of services) {
      allow(`${name}-${service}`, { namespace, from: podLabels, to, port }, { parent: this });
    }

    const http = { name: "http", port: 80, containerPort: proxyPorts.http };
    const https = { name: "https", port: 443, containerPort: proxyPorts.https };
    const secure = tlsSecret !== undefined;
    address(
      name,
      exposure === "nodePort"
        ? // One port for both: whoever speaks http to the one for https is led to https.
          {
            namespace,
            podLabels,
            type: "NodePort",
            ports: [{ ...(secure ? https : http), nodePort }],
          }
        : { namespace, podLabels, type: "LoadBalancer", ports: secure ? [http, https] : [http] },
      { parent: this },
    );
    if (tls !== undefined && "issuer" in tls) {
      new kubernetes.apiextensions.CustomResource(
        name,
        {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: { namespace },
          spec: {
            secretName: tlsSecret,
            dnsNames: [...new Set(routes.map(({ host }) => host))],
            issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: tls.issuer },
          },
        },
        { parent: this },
      );
    }

    deployment(
      name,
      {
        namespace: args.namespace,
        podLabels,
        replicas: 2,
        pod: {
          image: args.image,
          pullPolicy: "IfNotPresent",
          uid,
          env: {},
          secrets: [],
          resources: { cpu: "20m", memory: "32Mi", memoryLimit: "128Mi" },
          scratchPaths: ["/tmp"],
          container: {
            name: "nginx",
            command: ["nginx", "-e", "stderr", "-c", `${configFolder}/nginx.conf`],
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
        volumes: [
          { name: "config", configMap: { name: config.metadata.name } },
          ...(secure
            ? [{ name: "tls", secret: { secretName: tlsSecret, defaultMode: 0o440 } }]
            : []),
        ],
        graceSeconds: 60,
      },
      // It asks for their addresses when it starts.
      { parent: this, dependsOn: services },
    );

    this.registerOutputs({});
  }
}
