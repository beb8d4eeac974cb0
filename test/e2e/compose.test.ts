import * as assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { ask, run } from "../../scripts/command";
import { build } from "../check/tools";
import { link } from "../sandbox/addresses";
import { binaryFile, dockerCompose } from "../sandbox/binaries";
import { stateDir } from "../sandbox/paths";
import { call } from "./api";
import { bookSoon, createEvent, seatsLeft } from "./booking";
import { env, eventually } from "./cluster";
import { enterBy } from "./entrance";
import { logIn, type Person, person } from "./person";
import { timed } from "./stages";

/** Where the sandbox's Docker, which has a root of its own, finds what is mounted. */
const folder = path.join(stateDir, "compose");
/** The cluster's ingress controller has the node's port 80. */
const gatewayPort = 8000;
const dev = { namespace: "slipway", domain: "slipway.localhost" };

interface ComposeFile {
  services: Record<string, { networks?: Record<string, unknown> }>;
  networks: Record<string, { internal: boolean }>;
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...env(),
    PUBLISH_ADDRESS: link.node,
    GATEWAY_PROXY_HTTP_PORT: String(gatewayPort),
  };
}

const command = ["--file", path.join(folder, "compose.yaml"), "--progress", "plain"];

/** Runs Docker Compose for the stack, for what it says. */
async function compose(...args: string[]): Promise<string> {
  const options = { env: environment() };
  const { status, stdout, stderr } = await ask(
    binaryFile(dockerCompose),
    [...command, ...args],
    options,
  );
  assert.equal(status, 0, `docker compose ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Runs docker, for what it says. */
async function docker(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await ask("docker", args, { env: env() });
  assert.equal(status, 0, `docker ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** The addresses of a service's container in a network. */
async function addresses(service: string, network: string): Promise<string[]> {
  const id = (await compose("ps", "--quiet", service)).trim();
  const [container] = JSON.parse(await docker("inspect", id)) as [
    { NetworkSettings: { Networks: Record<string, { IPAddress: string }> } },
  ];
  return Object.entries(container.NetworkSettings.Networks)
    .filter(([name]) => name === network)
    .map(([, { IPAddress }]) => IPAddress);
}

/** Brings it up, and waits until the last of it, the gateway, answers. */
async function up(): Promise<void> {
  await run(binaryFile(dockerCompose), [...command, "up", "--build", "--detach"], {
    env: environment(),
  });
  await eventually("the gateway answers", 60, async () => {
    const answer = await call("GET", "/events").catch(() => undefined);
    return answer?.status === 200;
  });
}

describe("the stack by Docker Compose", () => {
  let someone: Person;

  before(async () => {
    await build([dockerCompose]);
    rmSync(folder, { recursive: true, force: true });
    await run("npm", ["run", "--silent", "compose", "--", "dev", "--out", folder]);
    enterBy({ ...dev, address: link.node, port: gatewayPort });
    await timed("docker compose up", up);
  });

  after(async () => {
    enterBy(dev);
    await timed("docker compose down", () => compose("down", "--volumes"));
    const own = "label=com.docker.compose.project=slipway";
    assert.equal(await docker("ps", "--all", "--quiet", "--filter", own), "");
    assert.equal(await docker("volume", "ls", "--quiet", "--filter", own), "");
    rmSync(folder, { recursive: true });
  });

  it("registers, logs in, and shows who somebody is", async () => {
    someone = await person();
    const me = await call("GET", "/users/me", { token: someone.token });
    assert.equal(me.status, 200);
    assert.equal(me.body?.["email"], someone.email);
  });

  it("carries an event to the booking service, and a booking back", async () => {
    const event = await createEvent(someone.token, "Concert", 10);
    const booking = await bookSoon(someone.token, event, 3);
    await eventually("seven seats are left", 30, async () => (await seatsLeft(event)) === 7);
    const mine = await call("GET", "/bookings", { token: someone.token });
    assert.ok(mine.text.includes(booking));
  });

  it("serves the pages at their hosts, and nothing at others", async () => {
    const page = await call("GET", "/", { host: "www" });
    assert.equal(page.status, 200);
    assert.match(page.text, /<!doctype html>/i);
    const config = await call("GET", "/config.json", { host: "www" });
    assert.deepEqual(config.body, { apiUrl: "http://api.slipway.localhost" });
    assert.match((await call("GET", "/", { host: "hello" })).text, /Hello Docker!/);
    assert.equal((await call("GET", "/", { host: "other" })).status, 404);
  });

  it("answers at a port of each service, and shows the broker's page", async () => {
    for (const port of [8181, 8282, 10086]) {
      const answer = await fetch(`http://${link.node}:${port}/readyz`);
      assert.equal(answer.status, 200, String(port));
    }
    const page = await fetch(`http://${link.node}:15672/`);
    assert.match(await page.text(), /RabbitMQ/);
  });

  // By name: between addresses of two networks stand Docker's own firewall rules, which the sandbox's Docker does not make.
  it("lets a service find the stores that it uses, and no other", async () => {
    const file = parse(readFileSync(path.join(folder, "compose.yaml"), "utf8")) as ComposeFile;
    const networks = (name: string) => Object.keys(file.services[name]?.networks ?? {});
    const stores = { "mysql-for-user": 3306, "redis-for-user": 6379, "events-db": 27017 };
    const reached: string[] = [];
    for (const [store, port] of Object.entries(stores)) {
      assert.ok(networks(store).every((name) => file.networks[name]?.internal));
      for (const service of ["user", "eventservice", "bookingservice"]) {
        const place = JSON.stringify({ host: store, port });
        const said = await compose("exec", "-T", service, "node", "--eval", tries, place);
        if (said.includes("connected")) reached.push(`${service} ${store}`);
      }
    }
    assert.deepEqual(reached, [
      "user mysql-for-user",
      "user redis-for-user",
      "eventservice events-db",
    ]);
  });

  it("finds a service again that has come back at another address", async () => {
    const network = "slipway_gateway-proxy-to-user";
    const [before = ""] = await addresses("user", network);
    await compose("stop", "user");
    // Whoever comes now has the address that was left.
    const occupant = ["--name", "slipway-occupant", "--network", network, "--entrypoint", "sleep"];
    await docker("run", "--detach", "--rm", ...occupant, "slipway-hello", "60");
    try {
      await compose("start", "user");
      assert.notDeepEqual(await addresses("user", network), [before]);
      await eventually("it is served", 60, async () => {
        return (await call("GET", "/users/me", { token: someone.token })).status === 200;
      });
    } finally {
      await docker("rm", "--force", "slipway-occupant");
    }
  });

  it("has its data, and its passwords, after it was stopped and started again", async () => {
    await compose("down");
    await run("npm", ["run", "--silent", "compose", "--", "dev", "--out", folder]);
    await up();
    await logIn(someone.email, someone.password);
  });
});

/** Says whether a server can be connected to. */
const tries = `
  const socket = require("node:net").connect({ ...JSON.parse(process.argv[1]), timeout: 2000 });
  socket.once("connect", () => { console.log("connected"); socket.destroy(); });
  socket.once("timeout", () => socket.destroy());
  socket.once("error", () => undefined);`;
