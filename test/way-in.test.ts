import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type * as net from "node:net";
import { Kubectl } from "../scripts/kubectl";
import type { WayIn } from "../scripts/reach";
import type { StackProgram, StackSettings } from "../scripts/stack-program";
import {
  addressesOf,
  answering,
  controllerOf,
  driverIn,
  nodePortsOf,
  wayInOf,
} from "../scripts/way-in";
import { kubectlStandIn } from "./kubectl-stand-in";

describe("the way in, as it is read", () => {
  let standIn: ReturnType<typeof kubectlStandIn>;
  before(() => {
    const internal = { type: "InternalIP", address: "192.168.49.2" };
    const service = (name: string, type: string, port: number, nodePort: number) => ({
      metadata: { name },
      spec: { type, ports: [{ port, nodePort }] },
    });
    standIn = kubectlStandIn({
      nodes: { items: [{ metadata: {}, status: { addresses: [internal] } }] },
      services: {
        items: [
          service("hello", "NodePort", 8080, 30050),
          service("other", "LoadBalancer", 443, 30444),
          service("gateway-proxy", "NodePort", 443, 30443),
          service("controller", "LoadBalancer", 80, 30080),
        ],
      },
    });
  });
  after(() => fs.rmSync(standIn.folder, { recursive: true }));

  function read(gateway: { exposure?: string }, url: string, resources: object[] = []) {
    const settings = { gateway, controllerNamespace: gateway.exposure ? undefined : "ingress" };
    const program = { resources } as unknown as StackProgram;
    const kubectl = new Kubectl("shop", "shop", standIn.env);
    const outputs = { urls: [url], addresses: { "www.shop.test": ["192.168.49.2"] } };
    return wayInOf(kubectl, program, settings as unknown as StackSettings, outputs);
  }

  it("goes by the controller's Service where it is an Ingress", async () => {
    const { wayIn, service } = await read({}, "http://www.shop.test/");
    assert.equal(wayIn.exposure, "ingress");
    assert.deepEqual(wayIn.nodes, ["192.168.49.2"]);
    assert.equal(
      wayIn.forward,
      "--context=shop --namespace=ingress port-forward service/controller 80:80",
    );
    assert.deepEqual([service?.name, service?.port], ["controller", 80]);
  });

  it("goes by the proxy's Service where there is one, at the port of the URLs", async () => {
    const proxy = { type: "slipway:index:ReverseProxy", name: "gateway-proxy" };
    const { wayIn } = await read({ exposure: "nodePort" }, "https://www.shop.test:30443/", [proxy]);
    assert.equal(
      wayIn.forward,
      "--context=shop --namespace=shop port-forward service/gateway-proxy 30443:443",
    );
    // Its own port of the nodes is in the URLs.
    assert.deepEqual(wayIn.nodePorts, [{ service: "hello", port: 30050 }]);
  });

  it("is where a host of the stack is answered", async () => {
    const server = http.createServer(({ headers }, response) => {
      response.writeHead(headers.host?.startsWith("www.shop.test") === true ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const wayIn = (host: string): WayIn => ({
      ...{ urls: [new URL(`http://${host}:${port}/`)], exposure: "ingress", addresses: {} },
      ...{ nodes: ["127.0.0.1"], nodePorts: [{ service: "hello", port }] },
      ...{ minikube: undefined, platform: "linux", forward: undefined },
    });
    assert.deepEqual(await answering(wayIn("www.shop.test"), {}), {
      ...{ entrance: "127.0.0.1", node: "127.0.0.1" },
    });
    assert.equal((await answering(wayIn("api.shop.test"), {})).entrance, undefined);
    server.close();
  });
});

describe("what is read of the way in", () => {
  it("is the nodes' addresses for outside, or else those among themselves", () => {
    const node = (...addresses: { type: string; address: string }[]) => ({
      ...{ metadata: {}, status: { addresses } },
    });
    const internal = { type: "InternalIP", address: "10.0.0.1" };
    const external = { type: "ExternalIP", address: "203.0.113.7" };
    const name = { type: "Hostname", address: "one" };
    assert.deepEqual(addressesOf([node(internal, name)]), ["10.0.0.1"]);
    assert.deepEqual(addressesOf([node(internal, external)]), ["203.0.113.7"]);
  });

  it("is the controller's Service, not its webhook's", () => {
    const service = (name: string, ...ports: number[]) => ({
      metadata: { name },
      spec: { ports: ports.map((port) => ({ port })) },
    });
    const all = [service("nginx-controller-admission", 443), service("nginx-controller", 80, 443)];
    assert.equal(controllerOf(all, 443), "nginx-controller");
    assert.equal(controllerOf(all, 8080), undefined);
    const inside = { metadata: { name: "metrics-server" }, spec: { ports: [{ port: 443 }] } };
    const traefik = { ...service("traefik", 80, 443) };
    const outside = { ...traefik, spec: { ...traefik.spec, type: "LoadBalancer" } };
    assert.equal(controllerOf([inside, outside], 443), "traefik");
  });

  it("is the services with a port of the nodes by themselves, not those of load balancers", () => {
    const ports = [{ port: 8080, nodePort: 30050 }];
    const service = (name: string, type: string) => ({
      metadata: { name },
      spec: { type, ports },
    });
    assert.deepEqual(nodePortsOf([service("hello", "NodePort"), service("web", "LoadBalancer")]), [
      { service: "hello", port: 30050 },
    ]);
  });

  it("is minikube's driver, where minikube tells", () => {
    const text = JSON.stringify({
      invalid: [],
      valid: [
        { Name: "other", Config: { Driver: "kvm2" } },
        { Name: "minikube", Config: { Driver: "docker" } },
      ],
    });
    assert.equal(driverIn(text, "minikube"), "docker");
    assert.equal(driverIn(text, "gone"), "");
    assert.equal(driverIn("Error: no profiles", "minikube"), "");
  });
});
