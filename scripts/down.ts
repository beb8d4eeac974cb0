import { main } from "./failure";
import { Stack } from "./stack";

main(async () => {
  const { sandboxEnv } = await import("../test/sandbox/env.js");
  const { runningNode } = await import("../test/sandbox/node.js");
  const { stop } = await import("../test/sandbox/stop.js");
  const sandbox = (await runningNode()) !== undefined;

  const stack = new Stack("dev", sandbox ? { ...process.env, ...sandboxEnv() } : process.env);
  if (await stack.exists()) {
    await stack.prepare();
    await stack.pulumi("destroy", "--yes");
  }
  if (sandbox) await stop();
});
