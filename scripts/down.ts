import { main } from "./failure";
import { Stack } from "./stack";

main(async () => {
  const { isRunning, sandboxEnv, stop } = await import("../test/sandbox/sandbox.js");
  const sandbox = await isRunning();
  const stack = new Stack("dev", sandbox ? { ...process.env, ...sandboxEnv() } : process.env);
  if (await stack.exists()) {
    await stack.prepare();
    await stack.pulumi("destroy", "--yes");
  }
  if (sandbox) await stop();
});
