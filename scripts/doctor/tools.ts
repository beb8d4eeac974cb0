import { ask, installed } from "../command";
import type { Check } from "./check";

/** The oldest Node that the project runs on. */
const leastNode = [20, 19] as const;

interface Tool {
  name: string;
  /** What prints its version, the first thing in it that looks like one. */
  version: string[];
}

const kubectl: Tool = { name: "kubectl", version: ["version", "--client", "--output=json"] };
const engine: Tool = { name: "pulumi", version: ["version"] };
const docker: Tool = { name: "docker", version: ["version", "--format", "{{.Server.Version}}"] };

/** What is not there of the tools; undefined if all are, in whatever versions. @param builds Whether images are built. */
export function missingTools(env: NodeJS.ProcessEnv, builds: boolean): Check | undefined {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    const says = `Node is ${process.versions.node}, but must be ${leastNode.join(".")} or later`;
    return { name: "tools", level: "fail", says, mend: "Install a newer Node: https://nodejs.org" };
  }
  const missing = wanted(builds).filter(({ name }) => !installed(name, env));
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(" and ");
  const says = `${names} ${missing.length > 1 ? "are" : "is"} not on the PATH`;
  const mend = `Install ${names}; with the sandbox: eval "$(npm run -s sandbox -- env)"`;
  return { name: "tools", level: "fail", says, mend };
}

function wanted(builds: boolean): Tool[] {
  return [kubectl, engine, ...(builds ? [docker] : [])];
}

/** Whether the tools answer, Docker's daemon among them, and in which versions. */
export async function tools(env: NodeJS.ProcessEnv, builds: boolean): Promise<Check> {
  const versions = await Promise.all(
    wanted(builds).map(async ({ name, version }) => {
      const { status, stdout, stderr } = await ask(name, version, { env });
      const [found] = /\d+\.\d+\.\d+/.exec(stdout) ?? [];
      return { name, found: status === 0 ? found : undefined, stderr };
    }),
  );
  const silent = versions.find(({ found }) => found === undefined);
  if (silent !== undefined) {
    const says = `${silent.name} does not answer: ${silent.stderr.trim().split("\n").at(-1)}`;
    return { name: "tools", level: "fail", says, mend: `Start ${silent.name}, then try again.` };
  }
  const all = [
    `node ${process.versions.node}`,
    ...versions.map(({ name, found }) => `${name} ${found}`),
  ];
  return { name: "tools", level: "ok", says: all.join(", ") };
}
