import * as assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as net from "node:net";
import { ask } from "../../scripts/command";
import { isTaken } from "../../scripts/port-forward";
import { env } from "./cluster";
import { npm } from "./npm";

/** As `npm run open` runs it: npm itself would end by the signal, before what it runs has. */
const script = ["--import", "tsx", "scripts/open.ts"];

interface Opened {
  port: number;
  /** What is printed of the account. */
  user: string;
  password: string;
  /** Sends the signal of ctrl-C. @returns the exit code. */
  end(): Promise<number | null>;
}

async function open(...args: string[]): Promise<Opened> {
  const child = spawn(process.execPath, [...script, ...args], {
    env: env(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await firstWords(child);
  const value = (key: string) => new RegExp(`^ +${key} +(\\S.*)$`, "m").exec(said)?.[1] ?? "";
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(said) ?? assert.fail(said);
  return {
    ...{ port: Number(port), user: value("user"), password: value("password") },
    end: () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill("SIGINT");
      }),
  };
}

/** All that it says before it waits: it says it at once. */
function firstWords(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").once("data", resolve);
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}

/** What a Redis says to some commands. */
function redis(port: number, commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => (said += text));
    socket.once("error", reject).once("close", () => resolve(said));
    socket.write([...commands, "QUIT"].map((command) => `${command}\r\n`).join(""));
  });
}

describe("npm run open", () => {
  it("leads to RabbitMQ's page, whose API takes the account that it prints", async () => {
    const { port, user, password, end } = await open("amqp-broker", "--print-password");
    try {
      const page = await fetch(`http://127.0.0.1:${port}/`);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /RabbitMQ Management/);
      const whoAmI = (secret: string) =>
        fetch(`http://127.0.0.1:${port}/api/whoami`, {
          headers: { authorization: `Basic ${btoa(`${user}:${secret}`)}` },
        });
      const answer = await whoAmI(password);
      assert.equal(answer.status, 200);
      assert.equal(((await answer.json()) as { name: string }).name, "admin");
      assert.equal((await whoAmI("wrong")).status, 401);
    } finally {
      assert.equal(await end(), 0);
    }
    assert.ok(!(await isTaken(port)));
  });

  it("leads to a Redis, as its administrator, until it is ended", async () => {
    const { port, user, password, end } = await open("redis-for-user", "--print-password");
    try {
      assert.equal(
        await redis(port, [`AUTH ${user} ${password}`, "PING"]),
        "+OK\r\n+PONG\r\n+OK\r\n",
      );
      assert.match(await redis(port, ["PING"]), /^-NOAUTH/);
    } finally {
      assert.equal(await end(), 0);
    }
    assert.ok(!(await isTaken(port)));
  });

  it("leads to a service at the port that was asked for, beside others, and prints no password unasked", async () => {
    const [user, store] = await Promise.all([open("user", "--port", "18086"), open("events-db")]);
    try {
      assert.equal(user.port, 18086);
      assert.equal((await fetch("http://127.0.0.1:18086/readyz")).status, 200);
      assert.deepEqual([store.user, store.password], ["root", "printed with --print-password"]);
      const second = await ask(process.execPath, [...script, "frontend", "--port", "18086"], {
        env: env(),
      });
      assert.equal(second.status, 1);
      assert.match(second.stderr, /^Port 18086 of this machine, .* is taken\./);
    } finally {
      await Promise.all([user.end(), store.end()]);
    }
  });

  it("lists what there is to whoever asks for something else", async () => {
    const { status, stdout, stderr } = await npm("open", "nothing");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^NAME is nothing, but can be, of the stack dev:\n/);
    for (const line of [/^ {2}amqp-broker +RabbitMQ's page$/m, /^ {2}user +service$/m]) {
      assert.match(stderr, line);
    }
  });
});
