import * as assert from "node:assert/strict";
import { devStack } from "./dev";
import { record } from "./stages";

/** MB that an image may have in the registry, which has it compressed: what a node without it must pull. */
const bounds: Readonly<Record<string, number>> = {
  "user-service": 130,
  eventservice: 130,
  bookingservice: 130,
  frontend: 60,
  hello: 60,
  // As large as its server, and the server's image is not made here.
  "mysql-for-user": Infinity,
};

/** An image of one platform, in Docker's words or in OCI's. */
const manifestTypes = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
].join(", ");

interface Manifest {
  config: { size: number };
  layers: { size: number }[];
}

/** What the registry of an image answers below the image's name. @param reference `host/name@sha256:…` */
async function ask(reference: string, what: string): Promise<Response> {
  const [, host, name] = /^([^/]+)\/(.+)@/.exec(reference) ?? [];
  const url = `http://${host}/v2/${name}/${what}`;
  const response = await fetch(url, { headers: { accept: manifestTypes } });
  assert.equal(response.status, 200, url);
  return response;
}

describe("the images that the stack builds", () => {
  let images: [name: string, reference: string][];

  before(async () => {
    const output = await devStack().ask("stack", "output", "images", "--json");
    images = Object.entries(JSON.parse(output) as Record<string, string>).sort();
    assert.deepEqual(images.map(([name]) => name).sort(), Object.keys(bounds).sort());
  });

  it("are no larger than what they hold needs", async () => {
    const sizes = new Map<string, number>();
    for (const [name, reference] of images) {
      const [, digest] = reference.split("@");
      const answer = await ask(reference, `manifests/${digest}`);
      const { config, layers } = (await answer.json()) as Manifest;
      const megabytes = [config, ...layers].reduce((sum, { size }) => sum + size, 0) / 1e6;
      record(`image ${name}, compressed`, `${megabytes.toFixed(1)} MB`);
      sizes.set(name, megabytes);
    }
    const over = [...sizes].filter(([name, megabytes]) => !(megabytes <= (bounds[name] ?? 0)));
    assert.deepEqual(over, []);
  });

  it("have each a tag of its build, by which a registry keeps them", async () => {
    for (const [name, reference] of images) {
      const { tags } = (await (await ask(reference, "tags/list")).json()) as { tags: string[] };
      const builds = tags.filter((tag) => /^[0-9a-f]{12}$/.test(tag));
      const tagged = await Promise.all(
        builds.map(async (tag) => {
          const { headers } = await ask(reference, `manifests/${tag}`);
          return headers.get("docker-content-digest");
        }),
      );
      assert.ok(tagged.includes(reference.split("@")[1] ?? ""), `${name} at ${tags.join(", ")}`);
    }
  });
});
