import { type Channel, Connection } from "rabbitmq-client";
import type { BrokerAccount } from "./broker-accounts";
import { Failure } from "./failure";
import type { Kubectl } from "./kubectl";
import { portForward } from "./port-forward";

/** Milliseconds. */
const acquireTimeout = 15_000;

/**
 * A channel to the broker that confirms what is published, as the service itself: through the API server, or where the
 * broker stands outside of the cluster, as the service reaches it.
 *
 * @throws Failure when the broker does not let it in.
 */
export async function openChannel(
  { service, url, ca }: BrokerAccount,
  kubectl: Kubectl,
): Promise<{ channel: Channel; close(): Promise<void> }> {
  const address = new URL(url);
  const { hostname, port } = address;
  let tunnel: { close(): void } | undefined;
  // A Service of the namespace: every other host has a domain.
  if (!/[.:]/.test(hostname)) {
    const forward = await portForward(kubectl, `service/${hostname}`, { remote: Number(port) });
    address.host = `127.0.0.1:${forward.port}`;
    tunnel = forward;
  }
  const connection = new Connection({
    url: address.href,
    ...(ca === undefined ? {} : { tls: { ca } }),
    acquireTimeout,
    connectionName: "dead-letters",
  });
  let problem = "it does not answer";
  connection.on("error", (error: Error) => (problem = error.message));
  const close = async () => {
    await connection.close();
    tunnel?.close();
  };
  try {
    const channel = await connection.acquire();
    await channel.confirmSelect();
    return { channel, close: () => channel.close().then(close, close) };
  } catch {
    connection.unsafeDestroy();
    tunnel?.close();
    throw new Failure(`The broker ${hostname}:${port}, asked as ${service}: ${problem}`);
  }
}
