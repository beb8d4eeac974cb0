import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { portForward } from "../port-forward";
import type { Pod } from "./objects";
import type { Words } from "./reading";

/** Lines of a log that are read. */
const lines = 20;
/** Milliseconds that a pod has to answer. */
const patience = 3_000;
/** Characters of an answer or of a line that are kept. */
const width = 500;

/** What a pod says: its log, that of the container before, and what it answers to who asks whether it is ready. */
export async function wordsOf(pod: Pod, kubectl: Kubectl): Promise<Words> {
  const { name } = pod.metadata;
  const [status] = pod.status.containerStatuses ?? [];
  const hasRun = status !== undefined && (status.state.running ?? status.state.terminated);
  const log = async (...previous: string[]) => {
    const place = [`pod/${name}`, `--tail=${lines}`, "--all-containers", "--request-timeout=5s"];
    const { stdout } = await kubectl.attempt(["logs", ...place, ...previous]);
    return stdout.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.slice(0, width)]));
  };
  const [own, previousLog, answers] = await Promise.all([
    hasRun === undefined ? [] : log(),
    (status?.restartCount ?? 0) > 0 ? log("--previous") : [],
    status?.state.running === undefined ? {} : answersOf(pod, kubectl),
  ]);
  return { log: own, previousLog, answers };
}

/** What a pod answers at the path of its readiness probe, and at /status, where a service tells how its stores are. */
async function answersOf(pod: Pod, kubectl: Kubectl): Promise<Record<string, string>> {
  const [container] = pod.spec.containers;
  const probe = container?.readinessProbe?.httpGet;
  const port = container?.ports?.find(({ name }) => name === probe?.port)?.containerPort;
  const number = typeof probe?.port === "number" ? probe.port : port;
  if (probe === undefined || number === undefined) return {};
  return throughForward(pod.metadata.name, number, kubectl, async (address) => {
    const answers = [...new Set([probe.path ?? "/", "/status"])].map(async (path) => {
      const answer = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(patience) });
      const text = (await answer.text()).trim();
      const problems = problemsIn(text);
      if (path !== probe.path || problems.length > 0) return problems;
      return [[`${answer.status} at ${path}`, text.slice(0, width)]];
    });
    const settled = await Promise.allSettled(answers);
    return Object.fromEntries(
      settled.flatMap((one) => (one.status === "fulfilled" ? one.value : [])),
    ) as Record<string, string>;
  });
}

/** Which of a service's stores are out of its reach and why, where an answer tells of each by its name. */
function problemsIn(answer: string): [string, string][] {
  try {
    const { dependencies = {} } = JSON.parse(answer) as {
      dependencies?: Record<string, { problem?: string }>;
    };
    return Object.entries(dependencies).flatMap(([name, { problem }]) =>
      problem === undefined ? [] : [[`its own word on ${name}`, problem] as [string, string]],
    );
  } catch {
    // What is no JSON tells of no stores.
    return [];
  }
}

/** Asks something of a pod by a port of this machine that leads to it: what no NetworkPolicy keeps from it. */
async function throughForward(
  pod: string,
  port: number,
  kubectl: Kubectl,
  ask: (address: string) => Promise<Record<string, string>>,
): Promise<Record<string, string>> {
  try {
    const forward = await portForward(kubectl, `pod/${pod}`, { remote: port }, { patience });
    return await ask(`http://127.0.0.1:${forward.port}`).finally(forward.close);
  } catch (error) {
    if (error instanceof Failure) return {};
    throw error;
  }
}
