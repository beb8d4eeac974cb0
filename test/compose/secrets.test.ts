import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Service, type ServiceArgs } from "../../components/service";
import { Volume } from "../../components/volume";
import { anyImage as image, passwordNamed } from "../deploy";
import { composed, composedStack } from "./composed";

function web(args: Partial<ServiceArgs>) {
  return composed((app) => void new Service("web", { app, image, port: 8080, ...args }));
}

describe("secrets", () => {
  for (const stack of ["dev", "prod"]) {
    it(`of ${stack} stand in files beside the Compose file, and not in it`, async () => {
      const { resources, text, files } = await composedStack(stack);
      const beside = [...files.values()].map((file) => file.text).join("\n");
      const passwords = resources.filter(({ type }) => type.endsWith(":RandomPassword"));
      assert.ok(passwords.length >= 10);
      for (const { name, inputs } of passwords) {
        const password = passwordNamed(name, (inputs as { length: number }).length);
        // Those of some stores are two in one.
        for (const half of password.match(/.{32}/g) ?? []) {
          assert.ok(!text.includes(half), name);
          // Of prod's, what backups are encrypted with is nowhere, since nothing runs by the clock.
          if (stack === "dev") assert.ok(beside.includes(half), name);
        }
      }
    });
  }

  it("reach a container as variables, by a file that only Compose reads", async () => {
    const stack = await web({ env: { TOKEN: pulumi.secret('a"b$c\\d\ne'), COLOR: "red" } });
    assert.deepEqual(stack.service("web").environment, { LISTEN_URL: "[::]:8080", COLOR: "red" });
    assert.deepEqual(stack.service("web").env_file, ["env/web.env"]);
    assert.deepEqual(stack.files.get("env/web.env"), {
      text: 'TOKEN="a\\"b\\$c\\\\d\ne"\n',
      for: "compose",
    });
  });

  it("reach a container as the files that the pod has", async () => {
    const files = { "/etc/shop/token": pulumi.secret("hunter2"), "/etc/shop.conf": "color=$red" };
    const stack = await web({ files });
    const { secrets = [], configs = [] } = stack.service("web");
    assert.deepEqual(secrets, [{ source: "web-files.0-token", target: "/etc/shop/token" }]);
    assert.deepEqual(configs, [{ source: "web-files.0-shop.conf", target: "/etc/shop.conf" }]);
    assert.deepEqual(stack.document.secrets, {
      "web-files.0-token": { file: "./secrets/web-files.0-token" },
    });
    assert.equal(stack.files.get("secrets/web-files.0-token")?.text, "hunter2");
    assert.equal(stack.files.get("configs/web-files.0-shop.conf")?.text, "color=$red");
  });

  it("are no part of a command: that would stand in the Compose file", async () => {
    const args = { command: ["run", "$(TOKEN)"], env: { TOKEN: pulumi.secret("hunter2") } };
    await assert.rejects(web(args), /its command has \$\(TOKEN\), which is a secret/);
  });
});

describe("what a container runs", () => {
  it("has the dollars that it has in the cluster", async () => {
    const command = ["sh", "-c", 'echo "$HOME ${1-} $(date)"'];
    const stack = await web({
      command,
      args: ["$(COLOR)", "$$(COLOR)", "$(NOBODY)"],
      env: { COLOR: "red" },
    });
    const { entrypoint = [], command: told = [] } = stack.service("web");
    // As Compose reads them, and then runs them.
    const run = (texts: string[]) => texts.map((text) => text.replaceAll("$$", "$"));
    for (const text of [...entrypoint, ...told])
      assert.doesNotMatch(text.replaceAll("$$", ""), /\$/);
    assert.deepEqual(run(entrypoint), command);
    assert.deepEqual(run(told), ["red", "$(COLOR)", "$(NOBODY)"]);
  });

  it("has the program's volumes, where they are writable and where not", async () => {
    const stack = await composed((app) => {
      const volume = new Volume("uploads", { app });
      const volumes = { "/srv/uploads": { volume, writable: true } };
      new Service("web", { app, image, port: 8080, volumes });
      const shared = { "/srv/pages": { claim: "pages", accessMode: "ReadOnlyMany" } } as const;
      new Service("www", { app, image, port: 8080, volumes: shared });
    });
    // Before it starts, what is to be written to is given to its user.
    const owner = stack.service("web-volumes");
    assert.deepEqual(owner.entrypoint, ["chown", "10001:10001", "/srv/uploads"]);
    assert.deepEqual([owner.user, owner.network_mode], ["0:0", "none"]);
    assert.deepEqual(stack.service("web").depends_on, {
      "web-volumes": { condition: "service_completed_successfully" },
    });
    assert.equal(stack.document.services["www-volumes"], undefined);
    assert.deepEqual(stack.service("web").volumes, ["uploads:/srv/uploads"]);
    assert.deepEqual(stack.service("www").volumes, ["pages:/srv/pages:ro"]);
    assert.deepEqual(Object.keys(stack.document.volumes).sort(), ["pages", "uploads"]);
  });
});
