import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { run } from "./command";
import { Failure } from "./failure";

/** Of a stack, what it takes to make it. */
interface Named {
  name: string;
  environment: NodeJS.ProcessEnv;
  exists(): Promise<boolean>;
}

/**
 * Makes a stack of this clone if there is none. `stack init` writes the key of the stack's secrets beside the project
 * file: it gets one of its own, in a folder that git ignores.
 *
 * @param home Where the clone keeps what its commands make.
 * @returns The file that holds the key.
 */
export async function keyFile(stack: Named, project: string, home: string): Promise<string> {
  const folder = path.join(home, "init", stack.name);
  mkdirSync(folder, { recursive: true });
  const { name, runtime } = parse(readFileSync(path.join(project, "Pulumi.yaml"), "utf8"));
  writeFileSync(path.join(folder, "Pulumi.yaml"), stringify({ name, runtime }));
  const file = path.join(folder, `Pulumi.${stack.name}.yaml`);
  if (!(await stack.exists())) {
    await run("pulumi", ["stack", "init", stack.name, "--non-interactive"], {
      cwd: folder,
      env: stack.environment,
    });
  } else if (!existsSync(file)) {
    throw new Failure(
      `The stack ${stack.name} exists in ${home}, but the key of its secrets, ${file}, is gone. ` +
        `Put it back, or remove ${home} to start anew (what is deployed then stays behind).`,
    );
  }
  return file;
}
