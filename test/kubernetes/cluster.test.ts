import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { clusterProvider } from "../../components/kubernetes/cluster";
import { type Deployed, deploy } from "../deploy";

describe("the cluster", () => {
  const variables = ["KUBECONFIG", "HTTPS_PROXY", "https_proxy"];
  const environment = variables.map((name) => [name, process.env[name]] as const);
  let directory: string;
  let api: net.Server;
  let port: number;

  beforeEach(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const name of variables) delete process.env[name];
    api = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => api.once("listening", resolve));
    ({ port } = api.address() as net.AddressInfo);
  });
  afterEach(() => {
    api.close();
    fs.rmSync(directory, { recursive: true });
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** Writes a kubeconfig with these contexts, and the API server of each. */
  function kubeconfig(file: string, contexts: Record<string, object>): string {
    const written = path.join(directory, file);
    const content = {
      contexts: Object.keys(contexts).map((name) => ({ name, context: { cluster: `${name}-1` } })),
      clusters: Object.entries(contexts).map(([name, cluster]) => ({ name: `${name}-1`, cluster })),
    };
    fs.writeFileSync(written, JSON.stringify(content));
    return written;
  }

  const here = () => ({ server: `https://127.0.0.1:${port}` });

  function connect(context: string): Promise<Deployed> {
    return deploy(() => void clusterProvider(context, Promise.resolve()));
  }

  async function refusal(context: string): Promise<string> {
    try {
      await connect(context);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error), "the engine would print a stack trace");
      return error.message;
    }
    throw new assert.AssertionError({ message: `${context} was not refused` });
  }

  function contextOf(stack: Deployed): string {
    return stack.one("pulumi:providers:kubernetes", "cluster").inputs.context;
  }

  it("is the one that the context names, not the current one", async () => {
    process.env["KUBECONFIG"] = kubeconfig("config", {
      other: { server: "https://192.0.2.1" },
      dev: here(),
    });
    assert.equal(contextOf(await connect("dev")), "dev");
  });

  it("counts as reached where this machine was too busy to see it in time", async () => {
    process.env["KUBECONFIG"] = kubeconfig("config", { dev: here() });
    const stack = await deploy(() => {
      clusterProvider("dev", Promise.resolve());
      // As while a program is loaded: nothing is seen meanwhile, and afterwards the time is up.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_200);
    });
    assert.equal(contextOf(stack), "dev");
  });

  it("stays the same one under another context's name", async () => {
    process.env["KUBECONFIG"] = kubeconfig("config", { dev: here(), renamed: here() });
    const [one, other] = [await connect("dev"), await connect("renamed")].map(
      (stack) => stack.one("pulumi:providers:kubernetes", "cluster").inputs.clusterIdentifier,
    );
    assert.ok(one);
    assert.equal(one, other);
  });

  it("is looked for in every file of KUBECONFIG, whether or not all exist", async () => {
    const files = [
      kubeconfig("one", {}),
      path.join(directory, "none"),
      kubeconfig("two", { dev: here() }),
    ];
    process.env["KUBECONFIG"] = files.join(path.delimiter);
    assert.equal(contextOf(await connect("dev")), "dev");
  });

  it("is refused when no context has that name, and the names that there are are named", async () => {
    process.env["KUBECONFIG"] = kubeconfig("config", { dev: here(), staging: here() });
    const message = await refusal("prod");
    assert.match(message, /^cluster\.context is "prod", but .*config has no such context/);
    assert.match(message, /\(there is "dev", "staging"\)/);
    assert.match(message, /set cluster\.context to one that exists/);
  });

  it("is refused where there is no kubeconfig, and the file that was looked for is named", async () => {
    process.env["KUBECONFIG"] = path.join(directory, "none");
    const message = await refusal("minikube");
    assert.match(message, /none has no such context \(there is none\)/);
    assert.match(message, /"minikube start"/);
  });

  it("is refused when nobody answers, in a sentence that says what to do", async () => {
    process.env["KUBECONFIG"] = kubeconfig("config", { dev: here() });
    await new Promise((resolve) => api.close(resolve));
    const message = await refusal("dev");
    assert.match(
      message,
      /^cluster\.context is "dev", whose cluster at https:\/\/127\.0\.0\.1:\d+ cannot/,
    );
    assert.match(message, /ECONNREFUSED/);
    assert.match(
      message,
      /Start that cluster .*"minikube start".*, or set cluster\.context to another/,
    );
  });

  it("is not asked for an answer behind a proxy, where only the proxy would give one", async () => {
    const proxied = { server: "https://192.0.2.1", "proxy-url": "http://192.0.2.2" };
    process.env["KUBECONFIG"] = kubeconfig("config", { dev: proxied });
    assert.equal(contextOf(await connect("dev")), "dev");
  });

  it("is refused when its kubeconfig cannot be read, and the file is named", async () => {
    process.env["KUBECONFIG"] = path.join(directory, "broken");
    fs.writeFileSync(process.env["KUBECONFIG"], "contexts: [");
    assert.match(await refusal("dev"), /broken is not a readable kubeconfig/);
  });
});
