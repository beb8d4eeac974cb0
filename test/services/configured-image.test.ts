import assert from "node:assert/strict";
import { Service, type ServiceArgs } from "../../components/service";
import { deployApp, type TestSettings } from "../deploy";

const digest = `sha256:${"a".repeat(64)}`;

describe("a ready-made image", () => {
  async function serve(image: ServiceArgs["image"], settings: TestSettings = {}) {
    const stack = await deployApp(
      (app) => void new Service("web", { app, image, port: 8080 }),
      settings,
    );
    const { metadata, spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, container, cause: metadata.annotations["kubernetes.io/change-cause"] };
  }

  it("is pulled as it is named, and nothing is built or put out for another stack", async () => {
    for (const image of ["adminer:5.4.1", `ghcr.io/org/app@${digest}`]) {
      const { stack, container } = await serve(image);
      assert.equal(container.image, image);
      assert.equal(container.imagePullPolicy, "IfNotPresent");
      assert.deepEqual(stack.all("docker:index/image:Image"), []);
    }
  });

  it("is pulled with no registry too, where those that are built here never are", async () => {
    const { container } = await serve("adminer:5.4.1", { registry: { address: "" } });
    assert.equal(container.imagePullPolicy, "IfNotPresent");
  });

  it("comes through the mirror, if it is Docker Hub's", async () => {
    const images = { mirror: "cache.test/hub" };
    const hub = await serve("adminer:5.4.1", { images });
    assert.equal(hub.container.image, "cache.test/hub/library/adminer:5.4.1");
    const elsewhere = await serve(`ghcr.io/org/app@${digest}`, { images });
    assert.equal(elsewhere.container.image, `ghcr.io/org/app@${digest}`);
  });

  it("stands in the history of its rollouts", async () => {
    assert.equal((await serve("docker.io/library/adminer:5.4.1")).cause, "adminer:5.4.1");
    assert.equal((await serve(`ghcr.io/org/app@${digest}`)).cause, "app@sha256:aaaaaaaaaaaa");
  });

  it("is refused without a version, by its tag or for none", async () => {
    for (const image of ["adminer", "adminer:latest", "ghcr.io/org/app:main", "Adminer:5", ""]) {
      await assert.rejects(serve(image), (error: Error) => {
        const said = `web: the image is "${image}", but must be an image at an exact version, such as redis:8.0.6`;
        assert.ok(error.message.startsWith(said), error.message);
        return true;
      });
    }
  });

  it("takes the place of the program's by the settings, of one that is built as well", async () => {
    const settings = { services: { web: { image: "nginx:1.29.1" } } };
    for (const image of ["adminer:5.4.1", { name: "hello" }]) {
      const { stack, container } = await serve(image, settings);
      assert.equal(container.image, "nginx:1.29.1");
      assert.deepEqual(stack.all("docker:index/image:Image"), []);
    }
  });

  it("takes no build arguments", async () => {
    const settings = { services: { web: { build: { VERSION: "2" } } } };
    await assert.rejects(
      serve("adminer:5.4.1", settings),
      /services\.web\.build\.VERSION is not known; of build arguments the program has none/,
    );
  });
});

describe("a service's command", () => {
  it("is its image's own, unless the program says another", async () => {
    const container = async (args: Partial<ServiceArgs>) => {
      const image = "nginx:1.29.1";
      const stack = await deployApp(
        (app) => void new Service("web", { app, image, port: 8080, ...args }),
      );
      const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
      const [{ command, args: told } = {}] = spec.template.spec.containers;
      return { command, told };
    };
    assert.deepEqual(await container({}), { command: undefined, told: undefined });
    const said = { command: ["nginx"], args: ["-g", "daemon off;"] };
    assert.deepEqual(await container(said), { command: said.command, told: said.args });
  });
});
