import assert from "node:assert/strict";
import { credentialsKey, registryOf, repositoryOf } from "./image-name";

describe("registryOf and repositoryOf", () => {
  const accepted: [name: string, repository: string, registry: string][] = [
    ["localhost/app", "localhost/app", "localhost"],
    ["127.0.0.1:5000/a/b:v1", "127.0.0.1:5000/a/b", "127.0.0.1:5000"],
    ["registry.test/app", "registry.test/app", "registry.test"],
    ["docker.io/user/app:1.2", "docker.io/user/app", "docker.io"],
    [`r.test/app:v1@sha256:${"a".repeat(64)}`, "r.test/app", "r.test"],
  ];
  for (const [name, repository, registry] of accepted)
    it(`takes ${name}`, () =>
      assert.deepEqual([repositoryOf(name), registryOf(name)], [repository, registry]));

  for (const name of [
    "app",
    "user/app:v1",
    "docker.io/app",
    "r.test/App",
    "r.test/app:",
    "r.test/",
  ])
    it(`refuses ${name}`, () => assert.throws(() => registryOf(name), /fully qualified/));
});

describe("credentialsKey", () => {
  it("is the host, or Docker Hub's old address", () => {
    assert.equal(credentialsKey("https://registry.test:5000/v2/"), "registry.test:5000");
    assert.equal(credentialsKey("docker.io"), "https://index.docker.io/v1/");
    assert.equal(credentialsKey("registry-1.docker.io"), "https://index.docker.io/v1/");
  });
});
