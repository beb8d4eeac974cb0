import { eventually } from "./cluster";

/** A store that is written numbers to, one at a time, and read them from in the end. */
export interface Ledger {
  /** Connects anew to the server at an address, in the place of the connection that there was. */
  open(host: string): Promise<void>;
  /** Writes a number. @throws unless the store has acknowledged that very number. */
  write(number: number): Promise<void>;
  /** Adds all numbers that are there to those that were found: a second try has what the first one has read, too. */
  read(found: Set<number>): Promise<void>;
  /** Removes what was written. */
  remove(): Promise<void>;
  /** Ends the connection, whatever state it is in. */
  drop(): void;
}

/** The server that is killed. */
export interface Victim {
  /** Waits for the server. @returns its address. */
  find(): Promise<string>;
  kill(): Promise<void>;
  /** Has another server in the place of one that was killed. */
  replace(): Promise<void>;
}

/** Milliseconds for one write, and for the reading of all. */
const writeTimeout = 5_000;
const readTimeout = 120_000;
/** Seconds that a server has to take writes again. */
const patience = 120;
/** The first server is killed after so many writes, the second after twice as many, and so on. */
const step = 5;

/** Numbers that are written to a store, each once, while its server is killed. */
export class AcknowledgedWrites {
  private readonly acknowledged = new Set<number>();
  private next = 0;
  private host = "";
  private isOpen = false;
  private lastError: unknown;

  constructor(
    private readonly ledger: Ledger,
    private readonly victim: Victim,
  ) {}

  get count(): number {
    return this.acknowledged.size;
  }

  /** Has the store acknowledge the first writes. */
  async begin(): Promise<void> {
    this.host = await this.victim.find();
    await this.acknowledge(step);
  }

  /**
   * Kills the server so often, each time as soon as it has acknowledged some writes and while there are more, and has
   * the last one acknowledge some as well.
   *
   * @param signal Ends it by an error before the next kill.
   */
  async under(kills: number, signal: AbortSignal): Promise<void> {
    for (let kill = 1; kill <= kills; kill++) {
      if (signal.aborted) throw new Error(`only ${kill - 1} of ${kills} kills were made in time`);
      await this.acknowledge(kill * step);
      let killed = false;
      const killing = this.victim.kill().finally(() => (killed = true));
      killing.catch(() => {});
      while (!killed) await this.attempt();
      await killing;
      this.drop();
      await this.victim.replace();
      this.host = await this.victim.find();
    }
    await this.acknowledge(step);
  }

  /** Reads everything, and removes it. @returns the numbers that were acknowledged and are not there. */
  async lost(): Promise<number[]> {
    const found = new Set<number>();
    await this.until("everything is read", () =>
      this.connected(readTimeout, () => this.ledger.read(found)),
    );
    const lost = [...this.acknowledged].filter((number) => !found.has(number));
    // What is left is for somebody to look at.
    if (lost.length === 0) await this.ledger.remove();
    return lost;
  }

  /** Writes until so many more numbers are acknowledged. */
  private async acknowledge(more: number): Promise<void> {
    const wanted = this.count + more;
    await this.until(`${more} more writes are acknowledged`, async () => {
      while (this.count < wanted) if (!(await this.attempt())) return false;
      return true;
    });
  }

  /** Writes the next number. What is not acknowledged is not sent again: nobody knows whether it is there. */
  private attempt(): Promise<boolean> {
    return this.connected(writeTimeout, async () => {
      const number = this.next++;
      await this.ledger.write(number);
      this.acknowledged.add(number);
    });
  }

  /** Does something by the connection, or by a new one where the last has failed. @returns whether that went well. */
  private async connected(timeout: number, work: () => Promise<void>): Promise<boolean> {
    try {
      if (!this.isOpen) await within(writeTimeout, this.ledger.open(this.host));
      this.isOpen = true;
      await within(timeout, work());
      return true;
    } catch (error) {
      this.lastError = error;
      this.drop();
      return false;
    }
  }

  private drop(): void {
    this.ledger.drop();
    this.isOpen = false;
  }

  private async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    try {
      await eventually(what, patience, condition);
    } catch (error) {
      throw new Error(`${(error as Error).message}; the store's last error: ${this.lastError}`);
    }
  }
}

async function within<Result>(timeout: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
