import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { build } from "../../check/tools";
import { binaryFile, versityGw } from "../../sandbox/binaries";
import { eventually } from "../cluster";
import { bucket } from "./settings";

/** An S3 server with the bucket that the stack is configured for, and the folder that holds its objects as files. */
export class S3Server {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-s3-"));
  private process: ChildProcess | undefined;

  async start(): Promise<void> {
    await build([versityGw]);
    fs.mkdirSync(path.join(this.folder, bucket.name));
    const address = `${bucket.host}:${bucket.port}`;
    const { accessKey, secretKey } = bucket;
    this.process = spawn(
      binaryFile(versityGw),
      ["--quiet", "--port", address, "posix", this.folder],
      {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
      },
    );
    await eventually("the S3 server answers", 30, async () => {
      if (this.process?.exitCode !== null) throw new Error("The S3 server has ended");
      return fetch(`http://${address}/`).then(
        () => true,
        () => false,
      );
    });
  }

  async stop(): Promise<void> {
    if (this.process !== undefined && this.process.exitCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill();
      await ended;
    }
    fs.rmSync(this.folder, { recursive: true });
  }

  /** What a store's backups are made of. */
  packs(namespace: string, store: string): string[] {
    const data = path.join(this.folder, bucket.name, namespace, store, "data");
    return fs
      .readdirSync(data, { recursive: true, encoding: "utf8" })
      .map((file) => path.join(data, file))
      .filter((file) => fs.statSync(file).isFile());
  }
}
