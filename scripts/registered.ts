import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A text somewhere in a resource's inputs or outputs. */
export interface Leaf {
  /** Such as `spec.replicas` or `spec.rules.0.host`. */
  readonly path: string;
  readonly value: string;
  /** Whether it, or something that it is part of, is marked as a secret. */
  readonly secret: boolean;
}

/** A resource as the program registered it. */
export interface Registered<Inputs = object> {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The URN of its parent; empty for the stack itself. */
  readonly parent: string;
  /** The URNs of what it waits for, said or implied. */
  readonly dependencies: readonly string[];
  /** The paths of the inputs that are somebody else's once it is there. */
  readonly ignored: readonly string[];
  /** The provider that was chosen for it; empty for the default one. */
  readonly provider: string;
  readonly custom: boolean;
  /** Whether it stays when the program gives it up. */
  readonly retainOnDelete?: boolean | undefined;
  /** Whether the engine refuses to delete or replace it. */
  readonly protect?: boolean | undefined;
  /** What replaces it when it changes; undefined if nothing does but its inputs. */
  readonly replacementTrigger?: unknown;
  /** As a provider reads them: without the marks of secrets. */
  readonly inputs: Inputs;
  /** The same with "" for whatever is marked as a secret. */
  readonly blanked: Inputs;
  readonly leaves: readonly Leaf[];
}

/** What the stack or a component of it puts out. */
export interface PutOut {
  readonly urn: string;
  readonly leaves: readonly Leaf[];
}

/** What a program registered, filled while it runs. */
export interface Recording {
  readonly resources: Registered[];
  readonly outputs: PutOut[];
}

/** Notes what is registered, where the secrets are still marked one by one. */
export function record(monitor: MockMonitor): Recording {
  const resources: Registered[] = [];
  const outputs: PutOut[] = [];
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);

  monitor.registerResource = (request: proto.RegisterResourceRequest, callback) =>
    register(request, (error: unknown, response?: proto.RegisterResourceResponse) => {
      if (response === undefined) return callback(error, response);
      const urn = response.getUrn();
      if (resources.some((other) => other.urn === urn)) {
        return callback(new Error(`Duplicate resource URN "${urn}"`), undefined);
      }
      const inputs = request.getObject()?.toJavaScript() ?? {};
      resources.push({
        type: request.getType(),
        name: request.getName(),
        urn,
        parent: request.getParent(),
        dependencies: request.getDependenciesList(),
        ignored: request.getIgnorechangesList(),
        provider: request.getProvider(),
        custom: request.getCustom(),
        retainOnDelete: request.getRetainondelete(),
        protect: request.getProtect(),
        replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
        inputs: unmarked(inputs, (secret) => secret) as object,
        blanked: unmarked(inputs, () => "") as object,
        leaves: leavesOf(inputs),
      });
      callback(error, response);
    });
  monitor.registerResourceOutputs = (request: proto.RegisterResourceOutputsRequest, callback) => {
    const leaves = leavesOf(request.getOutputs()?.toJavaScript());
    outputs.push({ urn: request.getUrn(), leaves });
    registerOutputs(request, callback);
  };
  return { resources, outputs };
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function unmarked(value: unknown, reveal: (secret: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => unmarked(item, reveal));
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return unmarked(reveal(value.value), reveal);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, unmarked(item, reveal)]),
  );
}

function leavesOf(value: unknown, at: string[] = [], secret = false): Leaf[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ path: at.join("."), value: String(value), secret }];
  if (isSecret(value)) return leavesOf(value.value, at, true);
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...at, key], secret));
}

function isSecret(value: object): value is { value: unknown } {
  return signatureKey in value && value[signatureKey] === secretSignature;
}
