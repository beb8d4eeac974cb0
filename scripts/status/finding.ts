/** What kind of cause it is, for programs: it stays the same when the words change. */
export type Code =
  | "image-missing"
  | "image-lost"
  | "image-platform"
  | "image-name"
  | "pull-refused"
  | "registry-unreachable"
  | "crash"
  | "configuration"
  | "readiness"
  | "memory"
  | "evicted"
  | "no-room"
  | "claim-unbound"
  | "quota"
  | "pod-refused"
  | "scaled-to-zero"
  | "wrong-password"
  | "volume-full"
  | "edge-denied"
  | "no-ingress-controller"
  | "not-deployed"
  | "changed-by-hand"
  | "backup-old"
  | "backup-failed"
  | "starting";

/** Why something is not ready, as the part itself would be told of it. */
export interface Cause {
  code: Code;
  /** What follows "because it" or the part's name. */
  says: string;
  /** What the cluster and the pods say themselves, a line each. */
  evidence: string[];
  /** What mends it, in one sentence with its commands. */
  mend: string;
}

/** One cause, at the part that has it. */
export interface Finding extends Omit<Cause, "says"> {
  part: string;
  /** A clause whose subject is the part. */
  cause: string;
  /** The parts that are not ready because of it, the part itself among them if it is not. */
  holds: string[];
  /** The whole of it in one sentence. */
  sentence: string;
}

/** How long ago a moment was, in words. @param now Milliseconds since 1970. */
export function ago(moment: string | undefined, now: number): string {
  return moment === undefined ? "" : `${duration(now - Date.parse(moment))} ago`;
}

/** A time in words. @param milliseconds What is below 0, as where two clocks differ, is 0. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * 86_400
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} days`;
}
