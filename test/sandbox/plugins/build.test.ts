import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import docker from "@pulumi/docker/package.json";
import random from "@pulumi/random/package.json";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { buildPlugins } from "./build";
import { engineAddress } from "./serve";
import { tempFolder } from "./temp-folder";

const PASSWORD = "urn:pulumi:dev::p::a:b:C$random:index/randomPassword:RandomPassword::pw";

describe("buildPlugins", () => {
  const folder = tempFolder();
  let plugin: ChildProcess | undefined;
  afterEach(() => void plugin?.kill());

  async function start(name: string): Promise<ResourceProviderClient> {
    plugin = spawn(join(folder.path, name), ["--logtostderr", "-v=9", "127.0.0.1:1"]);
    const [port] = await once(plugin.stdout ?? assert.fail(), "data");
    const address = `127.0.0.1:${String(port).trim()}`;
    return new ResourceProviderClient(address, credentials.createInsecure());
  }

  /** The answer to one call, or its error. */
  function ask<Request, Response>(
    call: (request: Request, done: (error: Error | null, answer: Response) => void) => unknown,
    request: Request,
  ): Promise<Response> {
    return new Promise((resolve, reject) =>
      call(request, (error, answer) => (error === null ? resolve(answer) : reject(error))),
    );
  }

  it("makes plugins that start, and answer with the version that the SDK asks for", async () => {
    await buildPlugins(folder.path);
    for (const sdk of [docker, random]) {
      const client = await start(`pulumi-resource-${sdk.name.replace("@pulumi/", "")}`);
      const info = await ask<Empty, PluginInfo>(client.getPluginInfo.bind(client), new Empty());
      assert.equal(info.getVersion(), sdk.version);
      client.close();
      plugin?.kill();
    }
  });

  it("makes a plugin that speaks the engine's protocol", async () => {
    await buildPlugins(folder.path);
    const client = await start("pulumi-resource-random");
    const configured = await ask<proto.ConfigureRequest, proto.ConfigureResponse>(
      client.configure.bind(client),
      new proto.ConfigureRequest(),
    );
    assert.equal(configured.getSupportspreview(), true);

    const inputs = Struct.fromJavaScript({ length: 0, keepers: null });
    const check = new proto.CheckRequest().setUrn(PASSWORD).setNews(inputs);
    const checked = await ask<proto.CheckRequest, proto.CheckResponse>(
      client.check.bind(client),
      check,
    );
    assert.deepEqual(checked.getInputs()?.toJavaScript(), { length: 0 });
    assert.equal(checked.getFailuresList()[0]?.getProperty(), "length");

    const diff = new proto.DiffRequest()
      .setUrn(PASSWORD)
      .setOlds(Struct.fromJavaScript({ length: 8, result: "x" }))
      .setNews(Struct.fromJavaScript({ length: 9 }));
    const changed = await ask<proto.DiffRequest, proto.DiffResponse>(
      client.diff.bind(client),
      diff,
    );
    assert.equal(changed.getChanges(), proto.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(changed.getReplacesList(), ["length"]);
    const detail = changed.getDetaileddiffMap().get("length");
    assert.equal(detail?.getKind(), proto.PropertyDiff.Kind.UPDATE_REPLACE);

    const pet = new proto.CreateRequest().setUrn(PASSWORD.replaceAll("Password", "Pet"));
    await assert.rejects(ask(client.create.bind(client), pet), /no resource type random:.*Pet;/);
    client.close();
  });

  it("leaves plugins of the same sources as they are", async () => {
    await buildPlugins(folder.path);
    const path = join(folder.path, "pulumi-resource-docker");
    const before = await stat(path);
    assert.equal(before.mode & 0o777, 0o755);
    await buildPlugins(folder.path);
    assert.equal((await stat(path)).ino, before.ino);
  });
});

describe("engineAddress", () => {
  it("passes over the engine's flags", () => {
    assert.equal(engineAddress(["--tracing", "tcp://x", "-v=3", "127.0.0.1:7"]), "127.0.0.1:7");
    assert.equal(engineAddress(["--logtostderr"]), undefined);
  });
});
