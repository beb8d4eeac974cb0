import { main } from "../../scripts/failure";
import { exportLines, sandboxEnv } from "./env";
import { start } from "./start";
import { status } from "./status";
import { remove, stop } from "./stop";

const usage = `usage, as root: npm run sandbox -- COMMAND
  start    a Kubernetes on this Linux machine; does nothing if it runs
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

main(async () => {
  const command = commands[process.argv[2] ?? ""];
  if (!command || process.argv.length > 3) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  process.exitCode = (await command()) ?? 0;
});
