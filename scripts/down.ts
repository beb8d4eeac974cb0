import { installed } from "./command";
import { Failure, main } from "./failure";
import { Stack } from "./stack";

main(async () => {
  const { isRunning, sandboxEnv, stop } = await import("../test/sandbox/sandbox.js");
  const sandbox = await isRunning();
  if (!sandbox && !installed("pulumi")) {
    throw new Failure(
      `Neither a running sandbox nor the Pulumi CLI is here to take the stack down with. A stack in a stopped ` +
        `sandbox: "npm run sandbox -- start" first, or "npm run sandbox -- delete" for all that is in it.`,
    );
  }
  const stack = new Stack("dev", sandbox ? { ...process.env, ...sandboxEnv() } : process.env);
  if (await stack.exists()) {
    await stack.prepare();
    await stack.pulumi("destroy", "--yes");
  }
  if (sandbox) await stop();
});
