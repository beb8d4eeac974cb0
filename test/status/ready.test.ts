import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Failure } from "../../scripts/failure";
import { statusOf } from "../../scripts/status/look";
import type { Reading } from "../../scripts/status/reading";
import { expectReady } from "../../scripts/status/ready";

function captured(name: string): Reading {
  const file = path.join(__dirname, "readings", `${name}.json`);
  const known = JSON.parse(fs.readFileSync(file, "utf8")) as Omit<Reading, "cronJobs">;
  return { cronJobs: [], ...known };
}

/** The same once every pod that it wants is there and ready. */
function mended(reading: Reading): Reading {
  const servers = reading.servers.map((server) => {
    const { replicas = 1 } = server.spec;
    const { generation = 0 } = server.metadata;
    const all = { replicas, readyReplicas: replicas, updatedReplicas: replicas };
    return { ...server, status: { ...server.status, ...all, observedGeneration: generation } };
  });
  return { ...reading, servers };
}

/** What two parts have of which the first uses the second; of one, nothing. */
function program(...names: string[]) {
  const parts = names.map((name) => ({
    ...{ name, kind: name === "amqp-broker" ? "RabbitMq" : "Service", port: 1, pods: "1" },
    isService: name !== "amqp-broker",
  }));
  const [from, to] = names;
  const uses = from === undefined || to === undefined ? [] : [{ from, to }];
  const architecture = { namespace: "slipway", parts, uses, entries: [] };
  return { architecture, urls: [], controllerNamespace: undefined };
}

/** Waits over readings, one a look, of which the last stays. @returns how often it has looked, and what it ends with. */
async function waited(parts: string[], readings: (Reading | Error)[], patience = 60_000) {
  const looks: boolean[] = [];
  const look = async (brief: boolean) => {
    looks.push(brief);
    const reading = readings[looks.length - 1] ?? readings.at(-1);
    assert.ok(reading !== undefined);
    if (reading instanceof Error) throw reading;
    return statusOf("dev", program(...parts), reading);
  };
  const end = await expectReady(look, { patience, pause: 1 }).catch((error: unknown) => {
    assert.ok(error instanceof Failure);
    return error.message;
  });
  return { looks, end };
}

describe("an update", () => {
  const broker = ["bookingservice", "amqp-broker"];

  it("ends as soon as every part is ready, and with one look where they are", async () => {
    const memory = captured("memory");
    const { looks, end } = await waited(broker, [memory, memory, mended(memory)]);
    assert.deepEqual([looks.length, end], [3, undefined]);
    assert.equal((await waited(broker, [mended(memory)])).looks.length, 1);
  });

  it("fails with the cause, in the pods' own words, where a store does not come up in time", async () => {
    const { looks, end = "" } = await waited(broker, [captured("memory")], -1);
    assert.deepEqual(looks, [true, false]);
    assert.match(end, /^The update is done, but not everything is ready\.\n/);
    assert.match(end, /bookingservice is not ready, because amqp-broker was killed for memory/);
  });

  it("waits on where the API server does not answer once, and tells of it where it does not in time", async () => {
    const memory = captured("memory");
    const silent = new Failure("no answer");
    const { looks, end } = await waited(broker, [memory, silent, mended(memory)]);
    assert.deepEqual([looks.length, end], [3, undefined]);
    assert.equal((await waited(broker, [silent], -1)).end, "no answer");
  });

  it("has its patience anew with each pod that has become ready", async () => {
    const memory = captured("memory");
    let looks = 0;
    const ready = (readyReplicas: number): Reading => ({
      ...memory,
      servers: memory.servers.map((server) => ({
        ...server,
        spec: { ...server.spec, replicas: 100 },
        status: { ...server.status, readyReplicas },
      })),
    });
    const look = async () => {
      looks++;
      const reading = looks < 40 ? ready(looks) : mended(memory);
      return statusOf("dev", program(...broker), reading);
    };
    await expectReady(look, { patience: 200, pause: 20 });
    assert.equal(looks, 40);
  });

  it("does not wait for an image that the registry has not got", async () => {
    const { looks, end = "" } = await waited(["frontend"], [captured("image-missing")]);
    assert.deepEqual(looks, [true, true, false]);
    assert.match(end, /frontend is not ready, because it cannot pull/);
  });

  it("fails where a part that the program has is not there at all", async () => {
    const { end = "" } = await waited(["hello"], [mended(captured("crash"))], -1);
    assert.match(end, /hello is not ready, because it is not there/);
  });

  it("does not answer for what somebody else runs in the namespace", async () => {
    const { looks, end } = await waited([], [captured("volume-full")]);
    assert.deepEqual([looks, end], [[true], undefined]);
  });
});

describe("a part whose image was pushed", () => {
  const type = "docker:index/image:Image";
  const image = `localhost:5000/frontend@sha256:${"1".repeat(64)}`;
  const reading = JSON.parse(
    JSON.stringify(captured("image-missing")).replaceAll("localhost:5000/frontend:nope", image),
  ) as Reading;
  const status = (repoDigest: string, of = reading) => {
    const resources = [{ urn: `urn::${type}::frontend`, type, outputs: { repoDigest } }];
    const deployed = { version: 3, deployment: { resources } };
    return statusOf("prod", program("frontend"), of, { deployed });
  };
  const told = (repoDigest: string) =>
    status(repoDigest).findings.map(({ code, mend }) => [code, mend]);

  it("is told that the registry has lost it, with the command that mends it", () => {
    assert.deepEqual(told(image), [
      ["image-lost", "npm run up -- prod builds and pushes it again."],
    ]);
    const [[code] = []] = told(image.replaceAll("1", "2"));
    assert.equal(code, "image-missing");
  });

  it("is waited for after an update, which has pushed it again", async () => {
    let looks = 0;
    const look = async () => status(image, ++looks < 4 ? reading : mended(reading));
    await expectReady(look, { patience: 60_000, pause: 1 });
    assert.equal(looks, 4);
  });
});
