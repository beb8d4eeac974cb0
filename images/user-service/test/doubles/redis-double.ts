import { createServer, type Socket } from "node:net";

interface Entry {
  value: string;
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
      case "INCR": {
        if (!entry) return "-ERR the double counts only what has a time to live\r\n";
        entry.value = String(Number(entry.value) + 1);
        return `:${entry.value}\r\n`;
      }
      case "TTL":
        return `:${entry ? Math.ceil((entry.expires - Date.now()) / 1_000) : -2}\r\n`;
      case "DEL":
        return `:${this.entries.delete(key) ? 1 : 0}\r\n`;
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
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
