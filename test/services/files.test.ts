import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Job } from "../../components/job";
import { Service, type ServiceArgs } from "../../components/service";
import { anyImage as image, deployApp, type TestSettings } from "../deploy";

// In two halves, so that nobody takes this for one.
const privateKey = "-----BEGIN PRIVATE" + " KEY-----\nMIG\n";

describe("files", () => {
  async function serve(
    files: ServiceArgs["files"],
    settings: TestSettings = {},
    secretKeys: string[] = [],
  ) {
    const stack = await deployApp(
      (app) => void new Service("web", { app, image, port: 8080, files }),
      settings,
      { secretKeys },
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs.spec.template;
    const [container] = spec.containers;
    const mounts = (container?.volumeMounts ?? []).filter(({ name }) => name.endsWith("files"));
    const volume = (name: string) => spec.volumes.find((each) => each.name === name);
    return { stack, mounts, volume };
  }

  it("are mounted one by one, read-only, from a ConfigMap", async () => {
    const { stack, mounts, volume } = await serve({
      "/etc/shop/shop.conf": "color=red",
      "/etc/nginx/conf.d/shop.conf": "listen 8080;",
    });
    const configMap = stack.one("kubernetes:core/v1:ConfigMap", "web-files");
    assert.deepEqual(configMap.inputs.data, {
      "0-shop.conf": "color=red",
      "1-shop.conf": "listen 8080;",
    });
    assert.match(volume("files")?.configMap.name ?? "", /^web-files-[0-9a-f]{7}$/);
    const file = { name: "files", readOnly: true };
    assert.deepEqual(mounts, [
      { ...file, mountPath: "/etc/shop/shop.conf", subPath: "0-shop.conf" },
      { ...file, mountPath: "/etc/nginx/conf.d/shop.conf", subPath: "1-shop.conf" },
    ]);
    assert.deepEqual(stack.all("kubernetes:core/v1:Secret"), []);
  });

  it("roll the pods when they change, by the name of what holds them", async () => {
    const name = async (color: string) =>
      (await serve({ "/etc/shop.conf": color })).volume("files")?.configMap.name;
    assert.notEqual(await name("red"), await name("blue"));
    assert.equal(await name("red"), await name("red"));
  });

  it("are in a Secret where the program has a secret, or knows them only later", async () => {
    const content = pulumi.secret("hunter2");
    const { stack, mounts, volume } = await serve({ "/etc/shop/token": content });
    assert.deepEqual(stack.all("kubernetes:core/v1:ConfigMap"), []);
    const secret = stack.one("kubernetes:core/v1:Secret", "web-files");
    assert.deepEqual(secret.inputs.stringData, { "0-token": "hunter2" });
    assert.match(volume("secret-files")?.secret.secretName ?? "", /^web-files-/);
    assert.deepEqual(mounts, [
      { name: "secret-files", readOnly: true, mountPath: "/etc/shop/token", subPath: "0-token" },
    ]);
  });

  it("are what the settings say, over the program, and in a Secret what is encrypted there", async () => {
    const files = { "/etc/shop.conf": "color=blue", "/etc/key.pem": privateKey };
    const settings = { services: { web: { files } } };
    const program = { "/etc/shop.conf": "color=red", "/etc/other": "1" };
    const { stack, volume } = await serve(program, settings, ["slipway:services"]);
    const secret = stack.one("kubernetes:core/v1:Secret", "web-files");
    assert.deepEqual(secret.inputs.stringData, {
      "0-shop.conf": "color=blue",
      "1-key.pem": privateKey,
    });
    const configMap = stack.one("kubernetes:core/v1:ConfigMap", "web-files");
    assert.deepEqual(configMap.inputs.data, { "0-other": "1" });
    assert.ok(volume("files") !== undefined && volume("secret-files") !== undefined);

    const plain = { services: { web: { files: { "/etc/shop.conf": "color=blue" } } } };
    const { stack: clear } = await serve(program, plain);
    assert.deepEqual(clear.one("kubernetes:core/v1:ConfigMap", "web-files").inputs.data, {
      "0-other": "1",
      "1-shop.conf": "color=blue",
    });
  });

  it("are no private keys in plain text, in the program or in the settings", async () => {
    const command = `pulumi config set --secret --path 'services.web.files["/etc/key.pem"]'`;
    const files = { "/etc/key.pem": privateKey };
    for (const refused of [() => serve(files), () => serve({}, { services: { web: { files } } })]) {
      await assert.rejects(refused(), (error: Error) => {
        assert.ok(error.message.includes(command), error.message);
        assert.ok(!error.message.includes("MIG"));
        return true;
      });
    }
  });

  it("are at absolute paths", async () => {
    for (const file of ["shop.conf", "/etc/../shop.conf", "/etc/", "/", "/a b"]) {
      await assert.rejects(serve({ [file]: "" }), (error: Error) => {
        const said = `web: a file is at "${file}", but must be at an absolute path such as`;
        assert.ok(error.message.startsWith(said), error.message);
        return true;
      });
    }
  });

  it("reach a job as well", async () => {
    const stack = await deployApp(
      (app) => void new Job("once", { app, image, files: { "/etc/once": "1" } }),
    );
    const { spec } = stack.one("kubernetes:batch/v1:Job", "once").inputs.spec.template;
    assert.match(spec.volumes[0]?.configMap.name ?? "", /^once-files-/);
  });
});
