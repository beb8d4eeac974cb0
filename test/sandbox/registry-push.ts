import { createReadStream } from "node:fs";
import { request } from "node:http";
import { pipeline } from "node:stream/promises";

import { Failure } from "../../scripts/failure";
import { registry } from "./addresses";
import type { BuiltImage } from "./image-build";

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/** Puts an image into the sandbox's registry, unless it is there. @returns whether it was put. */
export async function push(image: string, built: BuiltImage): Promise<boolean> {
  if (await isPushed(image, built)) return false;
  const { repository, tag } = repositoryOf(image);
  const path = `/v2/${repository}`;

  await pushBlob(path, built.config.digest, built.config.text);
  await pushBlob(path, built.layer.digest, built.layer);
  await expect(
    201,
    call("PUT", `${path}/manifests/${tag}`, { "content-type": manifestType }, built.manifest.text),
  );
  return true;
}

/** Whether the registry has the very image under its tag. */
export async function isPushed(image: string, built: BuiltImage): Promise<boolean> {
  const { repository, tag } = repositoryOf(image);
  const path = `/v2/${repository}/manifests/${tag}`;
  const there = await call("HEAD", path, { accept: manifestType });
  return there.headers["docker-content-digest"] === built.manifest.digest;
}

/** Where the registry keeps an image: Docker Hub's own have their place in `library`. */
export function repositoryOf(image: string): { repository: string; tag: string } {
  const name = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
  const [repository, tag] = name.split(":");
  if (repository === undefined || tag === undefined) throw new Error(`${image} has no tag`);
  return { repository: repository.includes("/") ? repository : `library/${repository}`, tag };
}

async function pushBlob(path: string, digest: string, content: string | BuiltImage["layer"]) {
  const there = await call("HEAD", `${path}/blobs/${digest}`);
  if (there.status === 200) return;
  const begun = await expect(202, call("POST", `${path}/blobs/uploads/`));
  const location = new URL(begun.headers.location ?? "", `http://${registry}`);
  location.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  await expect(201, call("PUT", location.pathname + location.search, headers, content));
}

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
}

async function expect(status: number, answer: Promise<Answer>): Promise<Answer> {
  const received = await answer;
  if (received.status !== status) {
    throw new Failure(`the registry answered ${received.status}: ${received.text.slice(0, 300)}`);
  }
  return received;
}

function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | { file: string; size: number } = "",
): Promise<Answer> {
  const size = typeof body === "string" ? Buffer.byteLength(body) : body.size;
  return new Promise((resolve, reject) => {
    const sent = request(
      `http://${registry}${path}`,
      { method, headers: { ...headers, "content-length": size }, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            text,
          }),
        );
      },
    );
    sent.on("error", reject);
    if (typeof body === "string") sent.end(body);
    else pipeline(createReadStream(body.file), sent).catch(reject);
  });
}
