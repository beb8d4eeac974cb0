import { exportLines, sandboxEnv } from "./env";
import { start } from "./start";
import { status } from "./status";
import { remove, stop } from "./stop";
import { reason } from "./wait";

const usage = `usage: npm run sandbox -- COMMAND
  start    a Kubernetes on this Linux machine, as root; does nothing if it runs
  stop     takes it away but for its data
  delete   takes it away with its data
  status   what runs, and where
  env      the variables for a shell: eval "$(npm run -s sandbox -- env)"
`;

const commands: Record<string, () => Promise<number | void>> = {
  start,
  stop,
  status,
  delete: remove,
  env: async () => void process.stdout.write(exportLines(sandboxEnv())),
};

async function main(): Promise<number> {
  const command = commands[process.argv[2] ?? ""];
  if (!command || process.argv.length > 3) {
    process.stderr.write(usage);
    return 2;
  }
  return (await command()) ?? 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${reason(error)}\n`);
    process.exitCode = 1;
  },
);
