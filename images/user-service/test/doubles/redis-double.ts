import { createServer, type Socket } from "node:net";

interface Entry {
  value: string;
  /** Of a sorted set: the members' scores. */
  scores?: Map<string, number>;
  expires: number;
}

/** Redis as far as the service uses it, on the wire: the real client talks to it. */
export class RedisDouble {
  readonly entries = new Map<string, Entry>();
  readonly commands: string[][] = [];
  /** What it answers to GET and SET. @default what they are for */
  error: string | undefined;
  readonly server = createServer((socket) => this.#serve(socket));

  #serve(socket: Socket): void {
    let received = "";
    let queue: string[][] | undefined;
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (chunk) => {
      received += chunk;
      for (let parsed = parse(received); parsed !== undefined; parsed = parse(received)) {
        received = parsed.rest;
        const command = parsed.words;
        const name = command[0]?.toUpperCase();
        this.commands.push(command);
        if (name === "MULTI") {
          queue = [];
          socket.write("+OK\r\n");
        } else if (name === "EXEC") {
          const replies = (queue ?? []).map((queued) => this.#run(queued));
          queue = undefined;
          socket.write(`*${replies.length}\r\n${replies.join("")}`);
        } else if (queue) {
          queue.push(command);
          socket.write("+QUEUED\r\n");
        } else {
          socket.write(this.#run(command));
        }
      }
    });
  }

  #run([name = "", key = "", value = "", ...options]: string[]): string {
    if (this.error !== undefined && /^[GS]ET$/i.test(name)) return `-${this.error}\r\n`;
    const entry = this.#live(key);
    switch (name.toUpperCase()) {
      case "HELLO":
        return "%1\r\n+proto\r\n:3\r\n";
      case "CLIENT":
        return "+OK\r\n";
      case "PING":
        return "+PONG\r\n";
      case "GET":
        return entry ? `$${Buffer.byteLength(entry.value)}\r\n${entry.value}\r\n` : "_\r\n";
      case "SET": {
        if (options.includes("NX") && entry) return "_\r\n";
        const seconds = Number(options[options.indexOf("EX") + 1]);
        this.entries.set(key, { value, expires: Date.now() + seconds * 1_000 });
        return "+OK\r\n";
      }
      case "INCRBY": {
        if (!entry) return "-ERR the double counts only what has a time to live\r\n";
        entry.value = String(Number(entry.value) + Number(value));
        return `:${entry.value}\r\n`;
      }
      case "PTTL":
        return `:${entry ? entry.expires - Date.now() : -2}\r\n`;
      case "EXPIRE":
        if (entry) entry.expires = Date.now() + Number(value) * 1_000;
        return `:${entry ? 1 : 0}\r\n`;
      case "ZADD": {
        const set = entry ?? { value: "", expires: Number.POSITIVE_INFINITY };
        set.scores ??= new Map();
        set.scores.set(String(options[0]), Number(value));
        this.entries.set(key, set);
        return ":1\r\n";
      }
      case "ZSCORE": {
        const score = entry?.scores?.get(value);
        return score === undefined ? "_\r\n" : `,${score}\r\n`;
      }
      case "ZREM":
        return `:${entry?.scores?.delete(value) ? 1 : 0}\r\n`;
      case "ZREMRANGEBYSCORE": {
        const [to = ""] = options;
        return this.#remove(entry, ([, score]) => score >= Number(value) && score <= Number(to));
      }
      case "ZREMRANGEBYRANK": {
        const count = entry?.scores?.size ?? 0;
        const place = (rank: string) => (Number(rank) < 0 ? count + Number(rank) : Number(rank));
        const [to = ""] = options;
        return this.#remove(entry, (_one, rank) => rank >= place(value) && rank <= place(to));
      }
      case "DEL":
        return `:${this.entries.delete(key) ? 1 : 0}\r\n`;
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  }

  #remove(
    entry: Entry | undefined,
    isRemoved: (member: [string, number], rank: number) => boolean,
  ): string {
    const ranked = [...(entry?.scores ?? [])].sort(([, a], [, b]) => a - b);
    const removed = ranked.filter(isRemoved);
    for (const [member] of removed) entry?.scores?.delete(member);
    return `:${removed.length}\r\n`;
  }

  #live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expires > Date.now() ? entry : undefined;
  }
}

/** The first command in the text, if it is there whole. What the service sends is ASCII or escaped. */
function parse(text: string): { words: string[]; rest: string } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  const words: string[] = [];
  let rest = Buffer.from(text.slice(head[0].length));
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const length = /^\$(\d+)\r\n/.exec(rest.toString("latin1", 0, 16));
    if (!length) return undefined;
    const start = length[0].length;
    const end = start + Number(length[1]);
    if (rest.length < end + 2) return undefined;
    words.push(rest.toString("utf8", start, end));
    rest = rest.subarray(end + 2);
  }
  return { words, rest: rest.toString("utf8") };
}
