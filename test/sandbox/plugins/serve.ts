import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { engineLogs } from "./engine-log";
import type { Log, Plugin } from "./plugin";
import { handlers } from "./protocol";

/** Contexts travel by disk, not by this channel; state with many resources can still be large. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
/** How often a plugin looks whether the engine that started it is still there, in ms. */
const PARENT_CHECK_MS = 1000;

const silent: Log = { message: () => {}, status: () => {} };

/**
 * Serves a plugin to the engine until the engine ends it: prints the port that it listens on, as
 * the engine expects. The engine's own address is the first argument that is not a flag.
 */
export async function servePlugin(plugin: Plugin, args = process.argv.slice(2)): Promise<void> {
  const address = engineAddress(args);
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(
    ResourceProviderService,
    handlers(plugin, address === undefined ? () => silent : engineLogs(address)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  process.stdout.write(`${port}\n`);
  exitWithParent(plugin);
}

/** The engine may put `--logtostderr`, `-v=9` or `--tracing URL` before its address. */
export function engineAddress(args: string[]): string | undefined {
  return args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--tracing");
}

/** An engine that was killed stops nobody; without this its plugins and their builds would stay. */
function exitWithParent(plugin: Plugin): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid === parent) return;
    plugin.cancel?.();
    process.exit(1);
  }, PARENT_CHECK_MS).unref();
}
