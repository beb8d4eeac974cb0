import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { dockerLogin } from "../scripts/docker-login";
import { podFolder } from "./stores/pod-folder";

const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

describe("the login that Docker's own configuration has", () => {
  let folder: string;
  beforeEach(() => {
    const helper = (username: string) =>
      `read key || true; [ "$key" = registry.test:5000 ] || exit 1
echo '{"ServerURL":"","Username":"${username}","Secret":"s"}'`;
    folder = podFolder({
      "docker-credential-one": helper("helped"),
      "docker-credential-token": helper("<token>"),
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  async function login(config: object | undefined, host = "registry.test:5000") {
    const file = path.join(folder, "config.json");
    if (config !== undefined) fs.writeFileSync(file, JSON.stringify(config));
    const env = { PATH: `${folder}/bin:${process.env["PATH"]}`, DOCKER_CONFIG: folder };
    const found = await dockerLogin(host, env);
    return found && `${found.username} ${found.password}`;
  }

  it("is what docker login has written, by the registry's host", async () => {
    const auths = { "registry.test:5000": auth("anna:p:w"), "https://other.test": auth("b:c") };
    assert.equal(await login({ auths }), "anna p:w");
    assert.equal(await login({ auths }, "other.test"), "b c");
    assert.equal(await login({ auths }, "registry.test"), undefined);
  });

  it("is Docker Hub's by its old address", async () => {
    const auths = { "https://index.docker.io/v1/": auth("anna:p") };
    assert.equal(await login({ auths }, "registry-1.docker.io"), "anna p");
  });

  it("is asked of a credential helper, the registry's own before the one of all", async () => {
    assert.equal(await login({ credsStore: "one" }), "helped s");
    const credHelpers = { "registry.test:5000": "one" };
    assert.equal(await login({ credHelpers, credsStore: "none" }), "helped s");
  });

  it("is none where nobody has logged in, or the helper does not say, or gives what is no password", async () => {
    assert.equal(await login(undefined), undefined);
    assert.equal(await login({ auths: { "registry.test:5000": {} } }), undefined);
    assert.equal(await login({ credsStore: "one" }, "other.test"), undefined);
    assert.equal(await login({ credsStore: "none" }), undefined);
    assert.equal(await login({ credsStore: "token" }), undefined);
  });
});
