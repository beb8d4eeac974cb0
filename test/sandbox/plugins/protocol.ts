import { status, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { changesBetween } from "./changes";
import type { Change, Log, Plugin, Resource } from "./plugin";
import { plain, type Properties, type Property } from "./property";

const { Kind } = proto.PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

/** A plugin's answers in the engine's protocol. What is missing here, the engine does without. */
export function handlers(
  plugin: Plugin,
  logOf: (urn: string) => Log,
): UntypedServiceImplementation {
  const resourceOf = (urn: string): Resource => {
    const type = typeOf(urn);
    const resource = plugin.resources[type];
    if (resource !== undefined) return resource;
    const known = Object.keys(plugin.resources).join(", ");
    throw new Error(`this stand-in plugin has no resource type ${type}; it has ${known}`);
  };

  return {
    getPluginInfo: answer<Empty, PluginInfo>(() => new PluginInfo().setVersion(plugin.version)),
    attach: answer<Empty, Empty>(() => new Empty()),
    cancel: answer<Empty, Empty>(() => {
      plugin.cancel?.();
      return new Empty();
    }),
    checkConfig: answer<proto.CheckRequest, proto.CheckResponse>((request) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: answer<proto.DiffRequest, proto.DiffResponse>((request) =>
      diffResponse(changesBetween(read(request.getOlds()), read(request.getNews()), false)),
    ),
    configure: answer<proto.ConfigureRequest, proto.ConfigureResponse>(async (request) => {
      await plugin.configure?.(read(request.getArgs()));
      // As the official plugins, it leaves secrets to the engine, which marks the outputs itself.
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    check: answer<proto.CheckRequest, proto.CheckResponse>(async (request) => {
      const urn = request.getUrn();
      const checked = await resourceOf(urn).check(read(request.getNews()), logOf(urn));
      const failures = (checked.failures ?? []).map(({ property, reason }) =>
        new proto.CheckFailure().setProperty(property).setReason(reason),
      );
      return new proto.CheckResponse().setInputs(write(checked.inputs)).setFailuresList(failures);
    }),
    diff: answer<proto.DiffRequest, proto.DiffResponse>((request) => {
      const resource = resourceOf(request.getUrn());
      return diffResponse(resource.diff(read(request.getOlds()), read(request.getNews())));
    }),
    create: answer<proto.CreateRequest, proto.CreateResponse>(async (request) => {
      const [urn, inputs] = [request.getUrn(), read(request.getProperties())];
      const made = await resourceOf(urn).create(inputs, request.getPreview(), logOf(urn));
      return new proto.CreateResponse().setId(made.id).setProperties(write(made.outputs));
    }),
    update: answer<proto.UpdateRequest, proto.UpdateResponse>(async (request) => {
      const [urn, inputs] = [request.getUrn(), read(request.getNews())];
      const outputs = await resourceOf(urn).update?.(inputs, request.getPreview(), logOf(urn));
      if (outputs === undefined) throw new Error(`${typeOf(urn)} is replaced, never updated`);
      return new proto.UpdateResponse().setProperties(write(outputs));
    }),
    // Neither looks at the world: the official plugins keep what the state says of these types.
    read: answer<proto.ReadRequest, proto.ReadResponse>((request) =>
      new proto.ReadResponse()
        .setId(request.getId())
        .setInputs(request.getInputs())
        .setProperties(request.getProperties()),
    ),
    delete: answer<proto.DeleteRequest, Empty>(() => new Empty()),
  };
}

/** The type in a URN, without the types of its parents: `…::docker:index/image:Image::…`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? urn;
}

function answer<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    // The `then` turns what `handle` throws at once into a rejection.
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          callback({ code: status.UNKNOWN, details });
        },
      );
  };
}

function diffResponse(changes: Map<string, Change>): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse();
  response.setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(changes.size > 0);
  response.setDiffsList([...changes.keys()]);
  for (const [name, { kind, replace }] of changes) {
    const detail = new proto.PropertyDiff();
    detail.setKind(KINDS[kind][replace ? 1 : 0]);
    response.getDetaileddiffMap().set(name, detail);
    if (replace) response.addReplaces(name);
  }
  return response;
}

function read(struct: Struct | undefined): Properties {
  return plain((struct?.toJavaScript() ?? {}) as Record<string, Property>);
}

function write(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}
