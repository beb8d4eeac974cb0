import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { dockerPlugin } from "./docker";
import { tempFolder } from "./temp-folder";

describe("dockerPlugin", () => {
  const folder = tempFolder();
  const socket = (name: string) => `unix://${join(folder.path, name)}`;

  async function daemon(name: string, status: number): Promise<() => void> {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/_ping" ? status : 404;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(join(folder.path, name), resolve));
    return () => server.close();
  }

  it("says which daemon does not answer, and what to do", async () => {
    const configure = dockerPlugin({ DOCKER_HOST: socket("none") }).configure?.({});
    await assert.rejects(configure ?? Promise.resolve(), (error: Error) => {
      assert.match(error.message, /failed to connect to any docker daemon: none answers at unix:/);
      assert.match(error.message, /none.*Start it, or name another by DOCKER_HOST/);
      return true;
    });
  });

  it("takes the provider's host before DOCKER_HOST", async () => {
    const stop = await daemon("good", 200);
    const plugin = dockerPlugin({ DOCKER_HOST: socket("none") });
    await plugin.configure?.({ host: socket("good") }).finally(stop);
  });

  it("refuses a daemon that answers but does not work", async () => {
    const stop = await daemon("bad", 500);
    const configure = dockerPlugin({ DOCKER_HOST: socket("bad") })
      .configure?.({})
      .finally(stop);
    await assert.rejects(configure ?? Promise.resolve(), /status 500/);
  });

  it("refuses configuration that only the official plugin knows", async () => {
    const configure = dockerPlugin({}).configure?.({ host: socket("x"), sshOpts: "[]" });
    await assert.rejects(configure ?? Promise.resolve(), /takes host and certPath, not sshOpts/);
  });
});
