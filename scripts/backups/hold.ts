import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { list } from "./objects";

const nameLabel = "app.kubernetes.io/name";

/** What a Deployment or a CronJob was before it was held, on itself, for whoever finds it so after a crash. */
const annotation = "slipway/before-restore";

/** How long the pods of consumers may take to end, in milliseconds. */
const patience = 180_000;

/** What is read of policies, and of what makes pods. */
export interface Held {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: {
    replicas?: number;
    suspend?: boolean;
    podSelector?: { matchLabels?: Record<string, string> };
    ingress?: { from?: { podSelector?: { matchLabels?: Record<string, string> } }[] }[];
  };
}

/** The names of those whom a store's NetworkPolicy lets in. */
export function consumersOf(objects: readonly Held[], store: string): string[] {
  const names = objects
    .filter(({ kind, spec }) => kind === "NetworkPolicy" && labelled(spec.podSelector) === store)
    .flatMap(({ spec }) => (spec.ingress ?? []).flatMap(({ from = [] }) => from))
    .flatMap(({ podSelector }) => labelled(podSelector) ?? []);
  return [...new Set(names)].filter((name) => name !== store);
}

/** Those who use a store, while they are held. */
export interface Consumers {
  /** Has all of them as they were, also as they were before a restore that was cut off. */
  release(): Promise<void>;
  /** Waits until those that were let go serve. */
  served(): Promise<void>;
}

/**
 * Ends the pods of all who use a store, and starts no others: Deployments are scaled to 0, CronJobs suspended.
 *
 * @throws Failure when pods do not end; all are as they were then.
 */
export async function hold(kubectl: Kubectl, store: string): Promise<Consumers> {
  const objects = await list<Held>(kubectl, "networkpolicies,deployments,cronjobs");
  const names = consumersOf(objects, store);
  const held = objects.filter(
    ({ kind, metadata }) => kind !== "NetworkPolicy" && names.includes(metadata.name),
  );
  const release = async () => {
    for (const one of held) await patch(kubectl, one, wasBefore(one), null);
  };
  const served = async () => {
    for (const { kind, metadata } of held) {
      if (kind !== "Deployment") continue;
      await kubectl.ask(["rollout", "status", `deployment/${metadata.name}`, "--timeout=300s"]);
    }
  };
  try {
    for (const one of held) {
      await patch(kubectl, one, stopped(one), JSON.stringify(wasBefore(one)));
    }
    await ended(kubectl, names);
    return { release, served };
  } catch (error) {
    await release();
    throw error;
  }
}

function stopped({ kind }: Held): object {
  return kind === "Deployment" ? { replicas: 0 } : { suspend: true };
}

export function wasBefore({ kind, metadata, spec }: Held): object {
  const noted = metadata.annotations?.[annotation];
  if (noted !== undefined) return JSON.parse(noted) as object;
  return kind === "Deployment"
    ? { replicas: spec.replicas ?? 1 }
    : { suspend: spec.suspend ?? false };
}

/** Ctrl-C in a terminal ends kubectl too, whatever it was at: it is tried again. */
async function patch(
  kubectl: Kubectl,
  { kind, metadata: { name } }: Held,
  spec: object,
  note: string | null,
): Promise<void> {
  const change = { metadata: { annotations: { [annotation]: note } }, spec };
  const command = ["patch", kind, name, "--type=merge", `--patch=${JSON.stringify(change)}`];
  for (let tries = 1; tries < 3; tries++) {
    if ((await kubectl.attempt(command)).status === 0) return;
  }
  await kubectl.ask(command);
}

async function ended(kubectl: Kubectl, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const selector = `--selector=${nameLabel} in (${names.join(",")})`;
  const running = "--field-selector=status.phase!=Succeeded,status.phase!=Failed";
  const deadline = Date.now() + patience;
  for (;;) {
    const pods = await kubectl.ask(["get", "pods", selector, running, "--output=name"]);
    if (pods.trim() === "") return;
    if (Date.now() > deadline) {
      const left = pods.trim().split("\n").join(", ");
      throw new Failure(
        `After ${patience / 1000} s there still are ${left}; nothing was overwritten.`,
      );
    }
    await sleep(500);
  }
}

function labelled(selector?: { matchLabels?: Record<string, string> }): string | undefined {
  return selector?.matchLabels?.[nameLabel];
}
