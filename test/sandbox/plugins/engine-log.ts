import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Log } from "./plugin";

/** Gives each resource a log whose lines the engine at `address` shows beside it. */
export function engineLogs(address: string): (urn: string) => Log {
  const engine = new EngineClient(address, credentials.createInsecure());
  const send = (urn: string, severity: 1 | 2, text: string, ephemeral: boolean): void => {
    const request = new LogRequest();
    request.setUrn(urn);
    request.setSeverity(severity);
    request.setMessage(text);
    request.setEphemeral(ephemeral);
    // A line that is lost is no reason to fail an update.
    engine.log(request, () => {});
  };
  return (urn) => ({
    message: (severity, text) =>
      send(urn, severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING, text, false),
    status: (text) => send(urn, LogSeverity.INFO, text, true),
  });
}
