import { type Answer, ask } from "./command";
import { Failure } from "./failure";

/** kubectl on one namespace of one cluster, named by its kubeconfig context. */
export class Kubectl {
  /** @param env The environment in which kubectl finds its kubeconfig. @default process.env */
  constructor(
    readonly context: string,
    readonly namespace: string,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** Runs a command that may fail. @throws Failure when there is no kubectl. */
  attempt(args: string[], input = ""): Promise<Answer> {
    return ask("kubectl", this.placed(args), { env: this.env, input });
  }

  /** @returns what the command printed. @throws Failure with kubectl's message when it fails. */
  async ask(args: string[], input = ""): Promise<string> {
    const { status, stdout, stderr } = await this.attempt(args, input);
    if (status !== 0) {
      // It says the same for each kind of object that it was asked for.
      const lines = [...new Set(stderr.trim().split("\n"))].join("\n");
      throw new Failure(`kubectl ${args[0]} failed on the cluster of "${this.context}": ${lines}`);
    }
    return stdout;
  }

  /** The command with its place in front, for a process that goes on. */
  placed(args: string[]): string[] {
    return [`--context=${this.context}`, `--namespace=${this.namespace}`, ...args];
  }

  /** Another namespace of the same cluster. */
  in(namespace: string): Kubectl {
    return new Kubectl(this.context, namespace, this.env);
  }

  get environment(): NodeJS.ProcessEnv {
    return this.env;
  }
}
