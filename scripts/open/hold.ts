import type { Kubectl } from "../kubectl";
import { isTaken, type PortForward, portForward } from "../port-forward";
import type { Target } from "./target";

/** Milliseconds in which a connection that was lost, as when a pod is replaced, has to come back. */
const patience = 120_000;
/** Milliseconds between two tries. */
const pause = 1_000;

export interface Holding {
  /** The port of this machine. @default that of the target, or where it is taken an unused one */
  local: number | undefined;
  /** Ends it. */
  signal: AbortSignal;
  /** Told of the port once it stands. */
  opened: (port: number) => void;
  /** Told why a connection is lost, which is then made anew. */
  lost: (words: string) => void;
}

/**
 * Has a port of this machine lead to a target until the signal: kubectl leads to one pod, and gives up with it.
 *
 * @throws Failure when the port is taken, or the target is not reached, or not reached again in time.
 */
export async function hold(target: Target, kubectl: Kubectl, holding: Holding): Promise<void> {
  const { signal, opened, lost } = holding;
  const first = holding.local ?? (await portFor(target));
  let forward = await open(target, kubectl, first, signal);
  if (forward === undefined) return;
  const { port } = forward;
  opened(port);
  for (;;) {
    const words = await forward.ended;
    if (signal.aborted) return;
    lost(words);
    const again = await reopen(target, kubectl, port, signal);
    if (again === undefined) return;
    forward = again;
  }
}

async function reopen(
  target: Target,
  kubectl: Kubectl,
  port: number,
  signal: AbortSignal,
): Promise<PortForward | undefined> {
  const deadline = Date.now() + patience;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      return await open(target, kubectl, port, signal);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Undefined where it was to end before it stood. */
async function open(
  { to, port: remote }: Target,
  kubectl: Kubectl,
  local: number,
  signal: AbortSignal,
): Promise<PortForward | undefined> {
  try {
    return await portForward(kubectl, to, { local, remote }, { signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The same one, unless it is taken or not everybody may have it: then 0, for an unused one. */
async function portFor({ port }: Target): Promise<number> {
  return port < 1024 || (await isTaken(port)) ? 0 : port;
}
