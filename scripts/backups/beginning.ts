import { agrees, canAsk } from "../consent";
import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { type Backup, backupsOf, shown } from "./listed";
import { type Job, list, storeOf } from "./objects";
import { restoreStore, untilCtrlC } from "./restore-store";

/** How long it may take to list the backups of a store, in milliseconds. */
const patience = 60_000;

interface Claim {
  kind: string;
  metadata: {
    name: string;
    uid: string;
    creationTimestamp: string;
    labels?: Record<string, string>;
  };
}

/** The volumes that there are, by the uids of their claims: one that is made anew has another. */
export type Volumes = ReadonlySet<string>;

export async function volumesNow(kubectl: Kubectl): Promise<Volumes> {
  const claims = await list<Claim>(kubectl, "persistentvolumeclaims");
  return new Set(claims.map(({ metadata }) => metadata.uid));
}

/** The stores that are backed up and none of whose volumes was there before, each with when the first of these was made. */
export async function newStores(
  kubectl: Kubectl,
  before: Volumes,
): Promise<{ store: string; made: Date }[]> {
  const [cronJobs, claims] = await Promise.all([
    list<Job>(kubectl, "cronjobs"),
    list<Claim>(kubectl, "persistentvolumeclaims"),
  ]);
  return cronJobs.flatMap((cronJob) => {
    const store = storeOf(cronJob);
    const own = claims.filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/name"] === store,
    );
    const [made] = own.map(({ metadata }) => metadata.creationTimestamp).sort();
    if (store === undefined || made === undefined) return [];
    if (own.some(({ metadata }) => before.has(metadata.uid))) return [];
    return { store, made: new Date(made) };
  });
}

interface Found {
  store: string;
  backup: Backup;
}

export interface Offer {
  /** The stack's name. */
  stack: string;
  /** The volumes before the update. */
  before: Volumes;
  /** Whether to restore without a question. */
  restore: boolean;
  say: (line: string) => void;
}

/** How the answer is had; undefined where nobody can be asked. */
export type Asks = (question: string) => Promise<boolean | undefined>;

const askUser: Asks = async (question) => (canAsk() ? agrees(question) : undefined);

/**
 * After an update, offers to begin its new stores with the last backups that there are from before it, as after a
 * `npm run down` of the stack.
 *
 * @throws Failure when a restore fails; with `restore`, also when what backups there are cannot be told.
 */
export async function offerBackups(
  kubectl: Kubectl,
  { stack, before, restore, say }: Offer,
  asks = askUser,
): Promise<void> {
  const stores = await newStores(kubectl, before);
  const latest = async ({ store, made }: (typeof stores)[number]): Promise<Found[]> => {
    try {
      const all = await backupsOf(kubectl, store, AbortSignal.timeout(patience));
      const backup = all.find(({ time }) => time < made);
      return backup === undefined ? [] : [{ store, backup }];
    } catch (error) {
      if (restore || !(error instanceof Failure)) throw error;
      say(`\n${store} is new, and whether it has a backup cannot be told: ${error.message}`);
      return [];
    }
  };
  const found = (await Promise.all(stores.map(latest))).flat();
  if (found.length === 0) return;
  const rows = found.map(({ store, backup }) => {
    const { time, size } = shown(backup);
    return `  ${store}  ${time}  ${size}`;
  });
  say(`\nThese stores are new, and the last backups of them from before are\n${rows.join("\n")}`);
  const answer = restore || (await asks("Restore them, in the place of all data that they have?"));
  if (answer !== true) {
    const commands = found.map(
      ({ store, backup }) => `  npm run restore -- ${stack} ${store} --at ${shown(backup).time}`,
    );
    return say(`Nothing was restored. Later, it is\n${commands.join("\n")}`);
  }
  const interrupted = untilCtrlC();
  for (const one of found)
    await restoreStore(kubectl, { ...one, into: one.store, interrupted, say });
}
