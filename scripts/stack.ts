import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { ask, run } from "./command";
import { Failure } from "./failure";
import { mergePatch } from "./merge-patch";
import { isSealed } from "./sealed";
import { keyFile } from "./stack-key";

const root = path.dirname(__dirname);

/** Where a clone keeps what its commands make: its stacks' state, passphrase and settings. Git ignores it. */
export const home = path.join(root, ".slipway");

/**
 * Where the states of the clone's stacks are. Without `metadata=skip` the engine would write a second file beside a state,
 * and not in one step: the program reads what the last update has left while its state is written, and the update would
 * end with "EOF" now and then (gocloud.dev/blob/fileblob).
 */
export const backendUrl = `file://${path.join(home, "state")}?metadata=skip`;

/** Where a stack's state is: in this clone, or in the backend that the environment leads `pulumi` to by hand. */
export type Backend = "clone" | "own";

/** A stack, by default with its state in this clone, so that it needs no account and leaves no trace in git. */
export class Stack {
  /** That of the engine on this stack. */
  readonly environment: NodeJS.ProcessEnv;
  /** The file of its settings. */
  settings: string;

  /**
   * @param name Unique in this clone.
   * @param env The environment of the engine and its plugins.
   * @param project The folder of the program.
   * @param backend One of one's own has the settings in Pulumi.<name>.yaml, and nothing is prepared for it.
   */
  constructor(
    readonly name: string,
    env: NodeJS.ProcessEnv,
    private readonly project = root,
    readonly backend: Backend = "clone",
  ) {
    if (backend === "own") {
      this.settings = this.source;
      this.environment = env;
      return;
    }
    const passphrase = path.join(home, "passphrase");
    mkdirSync(path.join(home, "state"), { recursive: true });
    if (!existsSync(passphrase)) {
      writeFileSync(passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
    }
    this.settings = path.join(home, `Pulumi.${name}.yaml`);
    this.environment = {
      ...env,
      PULUMI_BACKEND_URL: backendUrl,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    delete this.environment["PULUMI_CONFIG_PASSPHRASE"];
  }

  /**
   * Makes the stack if there is none, and its settings from Pulumi.<name>.yaml.
   *
   * @param patches What is to differ from that file's config, as merge patches, one after another: keys with their
   *   namespace, null for what is to be left out.
   */
  async prepare(...patches: Record<string, unknown>[]): Promise<void> {
    if (this.backend === "own") return;
    const key = await keyFile(this, this.project, home);
    const { encryptionsalt } = parse(readFileSync(key, "utf8")) as { encryptionsalt: string };
    const { source } = this;
    const given = (existsSync(source) ? parse(readFileSync(source, "utf8")) : {}) as {
      config?: Record<string, unknown>;
      encryptionsalt?: string;
    };
    const config = patches.reduce<unknown>(mergePatch, given.config ?? {});
    // A secret in that file is encrypted with the key that the file names.
    const salt = (isSealed(config) ? given.encryptionsalt : undefined) ?? encryptionsalt;
    const settings = { config, encryptionsalt: salt };
    writeFileSync(this.settings, stringify(settings), { mode: 0o600 });
  }

  /** Puts a secret into settings, as `pulumi config set --secret` does. @param file @default what `prepare` has made */
  async secret(key: string, value: string, file = this.settings): Promise<void> {
    const command = ["config", "set", "--secret", "--path", key, "--config-file", file];
    const options = { cwd: this.project, env: this.environment, input: value };
    const { status, stderr } = await ask("pulumi", [...command, "--stack", this.name], options);
    if (status !== 0) throw new Failure(`pulumi config set ${key} failed:\n${stderr}`);
  }

  /** The file that each `prepare` takes the settings from. */
  get source(): string {
    return path.join(this.project, `Pulumi.${this.name}.yaml`);
  }

  /** Runs a command of the engine on the stack, shown on the terminal. @throws Failure when it fails. */
  async pulumi(...args: string[]): Promise<void> {
    await run("pulumi", this.withStack(args), { cwd: this.project, env: this.environment });
  }

  /**
   * Runs `pulumi up`, shown on the terminal.
   *
   * @param log The file that gets the engine's events, one a line.
   * @param interrupted Ends the engine by a signal; what it was at is then to be looked at.
   */
  async up(args: string[], log: string, interrupted: AbortSignal): Promise<void> {
    // As the SDK's own automation does: the option is there for programs alone.
    const env = { ...this.environment, PULUMI_DEBUG_COMMANDS: "true" };
    const command = this.withStack(["up", ...args, "--event-log", log]);
    await run("pulumi", command, { cwd: this.project, env }, interrupted);
  }

  /** Has the engine look at some resources, by their URNs, as they are in the cluster. */
  async refresh(urns: string[]): Promise<void> {
    const targets = urns.flatMap((urn) => ["--target", urn]);
    await this.pulumi("refresh", "--yes", "--skip-preview", ...targets);
  }

  /** Has the engine take a state, as `pulumi stack export` writes it, for the stack's. @throws Failure if it does not. */
  async import(state: string): Promise<void> {
    const command = this.withStack(["stack", "import"]);
    const options = { cwd: this.project, env: this.environment, input: state };
    const { status, stderr } = await ask("pulumi", command, options);
    if (status !== 0) throw new Failure(`pulumi stack import failed:\n${stderr}`);
  }

  /** Runs a command of the engine on the stack, for its output. @throws Failure when it fails. */
  async ask(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.attempt(...args);
    if (status !== 0) throw new Failure(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
    return stdout;
  }

  /** As `ask`, for a command that may fail. */
  attempt(...args: string[]) {
    return ask("pulumi", this.withStack(args), { cwd: this.project, env: this.environment });
  }

  async exists(): Promise<boolean> {
    return (await this.attempt("stack")).status === 0;
  }

  private withStack(args: string[]): string[] {
    const [verb = ""] = args;
    const configured = ["up", "preview", "destroy", "refresh"].includes(verb);
    return [...args, "--stack", this.name, ...(configured ? ["--config-file", this.settings] : [])];
  }
}
