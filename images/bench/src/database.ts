import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MongoClient } from "mongodb";
import { binariesDir } from "../../../test/sandbox/paths.ts";
import { freePort } from "./free-port.ts";

/** Milliseconds. */
const patience = 20_000;

export interface Server {
  /** Without a database. */
  url: string;
  client: MongoClient;
  /** What it calls itself. */
  name: string;
  stop: () => Promise<void>;
}

/** @param given A MongoDB's URL. @default a FerretDB of its own, of the sandbox's, on an empty folder */
export async function databaseServer(given: string | undefined): Promise<Server> {
  if (given !== undefined) {
    const url = given.replace(/\/$/, "");
    const client = await new MongoClient(url).connect();
    const { version } = await client.db().admin().serverInfo();
    return { url, client, name: `MongoDB ${version}`, stop: () => client.close() };
  }
  const binary = path.join(binariesDir, "ferretdb");
  if (!existsSync(binary)) {
    throw new Error(
      `${binary} is missing: set MONGODB_URL to a MongoDB, or run the sandbox once, which builds it`,
    );
  }
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-"));
  const port = await freePort();
  const child = spawn(binary, [
    ...["--handler=sqlite", `--sqlite-url=file:${folder}/`, `--state-dir=${folder}`],
    ...["--telemetry=disable", "--debug-addr=-", "--log-level=error"],
    `--listen-addr=127.0.0.1:${port}`,
  ]);
  process.once("exit", () => child.kill("SIGKILL"));
  child.stdout.resume();
  child.stderr.resume();
  const url = `mongodb://127.0.0.1:${port}`;
  const client = await connect(url);
  const stop = async () => {
    await client.close();
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  return { url, client, name: "FerretDB, the sandbox's", stop };
}

async function connect(url: string): Promise<MongoClient> {
  const end = Date.now() + patience;
  for (;;) {
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 500 });
    try {
      return await client.connect();
    } catch (error) {
      await client.close();
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}
