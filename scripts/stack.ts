import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { ask, run } from "./command";
import { Failure } from "./failure";
import { mergePatch } from "./merge-patch";
import { isSealed } from "./sealed";

const root = path.dirname(__dirname);

/** Where a clone keeps what its commands make: its stacks' state, passphrase and settings. Git ignores it. */
const home = path.join(root, ".slipway");

/** A stack with its state in this clone, so that it needs no account and leaves no trace in git. */
export class Stack {
  private readonly env: NodeJS.ProcessEnv;
  private readonly settings: string;

  /**
   * @param name Unique in this clone.
   * @param env The environment of the engine and its plugins.
   * @param project The folder of the program.
   */
  constructor(
    readonly name: string,
    env: NodeJS.ProcessEnv,
    private readonly project = root,
  ) {
    const passphrase = path.join(home, "passphrase");
    mkdirSync(path.join(home, "state"), { recursive: true });
    if (!existsSync(passphrase)) {
      writeFileSync(passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
    }
    this.settings = path.join(home, `Pulumi.${name}.yaml`);
    this.env = {
      ...env,
      PULUMI_BACKEND_URL: `file://${path.join(home, "state")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    delete this.env["PULUMI_CONFIG_PASSPHRASE"];
  }

  /**
   * Makes the stack if there is none, and its settings from Pulumi.<name>.yaml.
   *
   * @param patches What is to differ from that file's config, as merge patches, one after another: keys with their
   *   namespace, null for what is to be left out.
   */
  async prepare(...patches: Record<string, unknown>[]): Promise<void> {
    const shadow = await this.select();
    const { encryptionsalt } = parse(readFileSync(shadow, "utf8")) as { encryptionsalt: string };
    const file = path.join(this.project, `Pulumi.${this.name}.yaml`);
    const given = (existsSync(file) ? parse(readFileSync(file, "utf8")) : {}) as {
      config?: Record<string, unknown>;
      encryptionsalt?: string;
    };
    const config = patches.reduce<unknown>(mergePatch, given.config ?? {});
    // A secret in that file is encrypted with the key that the file names.
    const salt = (isSealed(config) ? given.encryptionsalt : undefined) ?? encryptionsalt;
    const settings = { config, encryptionsalt: salt };
    writeFileSync(this.settings, stringify(settings), { mode: 0o600 });
  }

  /** Puts a secret into the settings that `prepare` has made, as `pulumi config set --secret` does. */
  async secret(key: string, value: string): Promise<void> {
    const args = this.withStack(["config", "set", "--secret", "--path", key]);
    const { status, stderr } = await ask("pulumi", args, {
      cwd: this.project,
      env: this.env,
      input: value,
    });
    if (status !== 0) throw new Failure(`pulumi config set ${key} failed:\n${stderr}`);
  }

  /** Runs a command of the engine on the stack, shown on the terminal. @throws Failure when it fails. */
  async pulumi(...args: string[]): Promise<void> {
    await run("pulumi", this.withStack(args), { cwd: this.project, env: this.env });
  }

  /** Runs a command of the engine on the stack, for its output. @throws Failure when it fails. */
  async ask(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.attempt(...args);
    if (status !== 0) throw new Failure(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
    return stdout;
  }

  /** As `ask`, for a command that may fail. */
  attempt(...args: string[]) {
    return ask("pulumi", this.withStack(args), { cwd: this.project, env: this.env });
  }

  async exists(): Promise<boolean> {
    return (await this.attempt("stack")).status === 0;
  }

  private withStack(args: string[]): string[] {
    const [verb = ""] = args;
    const configured = ["up", "preview", "destroy", "refresh", "config"].includes(verb);
    return [...args, "--stack", this.name, ...(configured ? ["--config-file", this.settings] : [])];
  }

  /**
   * `stack init` writes the key of the stack's secrets beside the project file: it gets one of its own, in a folder
   * that git ignores.
   *
   * @returns The file that holds the key.
   */
  private async select(): Promise<string> {
    const folder = path.join(home, "init", this.name);
    mkdirSync(folder, { recursive: true });
    const { name, runtime } = parse(readFileSync(path.join(this.project, "Pulumi.yaml"), "utf8"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), stringify({ name, runtime }));
    const file = path.join(folder, `Pulumi.${this.name}.yaml`);
    if (!(await this.exists())) {
      await run("pulumi", ["stack", "init", this.name, "--non-interactive"], {
        cwd: folder,
        env: this.env,
      });
    } else if (!existsSync(file)) {
      throw new Failure(
        `The stack ${this.name} exists in ${home}, but the key of its secrets, ${file}, is gone. ` +
          `Put it back, or remove ${home} to start anew (what is deployed then stays behind).`,
      );
    }
    return file;
  }
}
