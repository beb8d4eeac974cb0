/**
 * Has this process's commands find the sandbox, where that is what runs: its cluster, its Docker and its engine.
 *
 * @returns whether it runs.
 */
export async function useSandbox(): Promise<boolean> {
  // Where tsx has only what is required compiled, an import would not find it.
  const { isRunning, sandboxEnv } =
    require("../test/sandbox/sandbox") as typeof import("../test/sandbox/sandbox.js");
  const sandbox = await isRunning();
  if (sandbox) Object.assign(process.env, sandboxEnv());
  return sandbox;
}
