import { readdirSync, readFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ask } from "../command";
import { Failure } from "../failure";
import type { Stack } from "../stack";
import { imagesIn, type State, type StateResource } from "../state";

/** A key of a stack's settings as an update had it; a secret one comes without its value. */
export interface ConfigValue {
  value?: string;
  objectValue?: unknown;
  secret: boolean;
}

/** An update that ended well. */
export interface Update {
  /** Its place among all that was done to the stack, from 1 on. */
  number: number;
  /** When it ended, as RFC 3339 has it. */
  time: string;
  /** Of the program; "" where it was in no git repository. */
  commit: string;
  /** Whether the program differed from that commit. */
  isEdited: boolean;
  config: Record<string, ConfigValue>;
}

interface HistoryEntry {
  version: number;
  kind: string;
  result?: string;
  startTime: string;
  endTime?: string;
  environment?: Record<string, string>;
  config?: Record<string, ConfigValue>;
}

/** What Pulumi has kept of a stack's updates, in the backend that holds its state. */
export class History {
  /** Those that ended well, the newest first. */
  readonly updates: Update[];

  private constructor(
    private readonly stack: Stack,
    history: string,
    private readonly url: string,
  ) {
    this.updates = updatesIn(history);
  }

  /** @throws Failure when the engine does not tell. */
  static async of(stack: Stack): Promise<History> {
    const [history, who] = await Promise.all([
      // All of it: only so has each its number in a backend that gives none.
      stack.ask("stack", "history", "--json", "--page-size", "0"),
      ask("pulumi", ["whoami", "--json"], { env: stack.environment }),
    ]);
    const { url = "" } = JSON.parse(who.status === 0 ? who.stdout : "{}") as { url?: string };
    return new History(stack, history, url);
  }

  /**
   * The images that an update has put out.
   *
   * @throws Failure when the backend keeps no states, as those in buckets.
   */
  async images({ number }: Update): Promise<Record<string, string>> {
    return imagesIn(await this.resources(number));
  }

  private async resources(number: number): Promise<StateResource[]> {
    if (this.url.startsWith("file://"))
      return checkpointAt(historyFolder(this.url, this.stack.name), number);
    const { status, stdout, stderr } = await this.stack.attempt(
      ...["stack", "export", "--version", String(number)],
    );
    if (status === 0) return (JSON.parse(stdout) as State).deployment.resources ?? [];
    throw new Failure(
      `What update ${number} has deployed is not known: a rollback needs a state in files (file://…) or in the ` +
        `Pulumi service. ${stderr.trim()}`,
    );
  }
}

/** @param history What `pulumi stack history --json` prints: all, the newest first. */
export function updatesIn(history: string): Update[] {
  const entries = JSON.parse(history) as HistoryEntry[];
  return entries.flatMap(({ kind, result, environment = {}, config = {}, ...entry }, index) => {
    if (kind !== "update" || result !== "succeeded") return [];
    const number = entry.version > 0 ? entry.version : entries.length - index;
    const time = entry.endTime ?? entry.startTime;
    const commit = environment["git.head"] ?? "";
    return [{ number, time, commit, isEdited: environment["git.dirty"] === "true", config }];
  });
}

/** Where a backend of files keeps a stack's history. @param url Of the backend: file://, then a path, which may begin with ~. */
export function historyFolder(url: string, stack: string): string {
  const [place = ""] = decodeURIComponent(url.slice("file://".length)).split("?");
  const folder = path.resolve(place.replace(/^~/, os.homedir()));
  return path.join(folder, ".pulumi", "history", "slipway", stack);
}

/**
 * The resources after the update of that number: a backend of files keeps a copy of the state beside each entry of its
 * history, but has no command that shows it.
 *
 * @throws Failure when there is none.
 */
export function checkpointAt(folder: string, number: number): StateResource[] {
  const suffix = ".history.json";
  const entries = readdirSync(folder).filter((name) => name.endsWith(suffix));
  const entry = entries.sort()[number - 1] ?? "";
  const file = path.join(folder, `${entry.slice(0, -suffix.length)}.checkpoint.json`);
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return checkpoint.latest?.resources ?? [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Failure(`What update ${number} has deployed is not known: there is no ${file}.`);
  }
}
