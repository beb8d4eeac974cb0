/**
 * The sandbox's addresses, all in one /16 of which the machine sees a single interface and route.
 * They belong to nothing else, so that a changed network or a reboot breaks no certificate.
 */
export const range = "10.230.0.0/16";

/** The link between the machine and the node. */
export const link = { interface: "slipway0", machine: "10.230.0.1", node: "10.230.0.2" };

/** The node's way out: its address range, and the name server that asks the machine's. */
export const outward = {
  interface: "outward",
  range: "10.230.1.0/24",
  nameServer: "10.230.1.3",
};

export const dockerBridge = { address: "10.230.2.1/24", range: "10.230.2.0/24" };
export const pods = "10.230.4.0/22";
export const services = { range: "10.230.16.0/20", dns: "10.230.16.10" };

export const apiServer = `https://${link.node}:6443`;

/** The push target and the mirror of Docker Hub, at the same address on the machine and on the node. */
export const registry = "127.0.0.1:5000";

/** The registry that speaks TLS and wants a login, at an address that the machine and the node reach alike. */
export const privateRegistry = `${link.node}:5443`;

/** What the sandbox listens on at the machine's 127.0.0.1. */
export const machinePorts = { http: 80, https: 443, registry: 5000 };
