import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { run } from "../../scripts/command";
import { Kubectl } from "../../scripts/kubectl";
import { mend } from "../../scripts/mend";
import { Stack } from "../../scripts/stack";
import { stateOf } from "../../scripts/state";
import { env, kubectl, kubectlAttempt, templates } from "./cluster";
import { devStack } from "./dev";
import { record, timed } from "./stages";

const namespace = "interrupted";
const project = path.join(__dirname, "interrupted");
const moments = 20;

/** Every kind of object in a namespace that a program of the components may make. */
const kinds = [
  ...["deployments", "statefulsets", "jobs", "services", "secrets", "configmaps"],
  ...["serviceaccounts", "networkpolicies", "persistentvolumeclaims", "resourcequotas"],
  ...["limitranges", "poddisruptionbudgets", "horizontalpodautoscalers", "ingresses"],
];

/** Starts an update, and kills the engine with all that it has started in its process group. */
async function killedUpdate(stack: Stack, folder: string, milliseconds: number): Promise<void> {
  const args = ["up", "--yes", "--skip-preview", "--stack", stack.name];
  const child = spawn("pulumi", [...args, "--config-file", stack.settings], {
    cwd: folder,
    env: stack.environment,
    detached: true,
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const timer = setTimeout(() => process.kill(-(child.pid ?? NaN), "SIGKILL"), milliseconds);
  await ended;
  clearTimeout(timer);
}

/** What the program has made in the namespace, by kind and name; what is on its way out does not count. */
async function objects(where: string): Promise<string[]> {
  const text = await kubectl(["get", kinds.join(), "--output=json"], "", where);
  const { items } = JSON.parse(text) as {
    items: {
      kind: string;
      metadata: { name: string; ownerReferences?: object[]; deletionTimestamp?: string };
    }[];
  };
  return items
    .filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .filter((name) => !["ConfigMap kube-root-ca.crt", "ServiceAccount default"].includes(name))
    .sort();
}

/** The same by the stack's state. */
async function known(stack: Stack): Promise<string[]> {
  const { resources = [] } = (await stateOf(stack)).deployment;
  return resources
    .flatMap(({ type, id = "" }) => {
      const [at, name] = id.split("/");
      const kind = type.slice(type.lastIndexOf(":") + 1);
      return type.startsWith("kubernetes:") && name !== undefined && at === namespace
        ? [`${kind} ${name}`]
        : [];
    })
    .sort();
}

describe("an update that is killed", () => {
  const stack = new Stack("interrupted", env(), project);
  const place = new Kubectl("minikube", namespace, env());

  const configure = (other: boolean) =>
    stack.prepare({
      "interrupted:cluster": { context: "minikube", namespace },
      "drill:other": other,
      "pulumi:disable-default-providers": ["kubernetes"],
    });
  const up = () => stack.ask("up", "--yes", "--skip-preview");

  after(async () => {
    await mend(stack, place);
    await stack.ask("destroy", "--yes", "--skip-preview");
  });

  it(`at one of ${moments} moments leaves nothing that its state does not know, once it is mended`, async () => {
    await configure(false);
    await timed("up of what is to be killed", up);
    await configure(true);
    const start = Date.now();
    await up();
    const whole = Date.now() - start;
    record("a change to be killed on its way", `${(whole / 1000).toFixed(1)} s`);
    let left = 0;
    await timed(`${moments} killed updates, mended`, async () => {
      for (let index = 0; index < moments; index++) {
        await configure(index % 2 === 1);
        // Not one after another: an update goes on from wherever the one before it was killed.
        const moment = (((index * 7) % moments) + 0.5) / moments;
        await killedUpdate(stack, project, moment * whole);
        left += (await stateOf(stack)).deployment.pending_operations?.length ?? 0;
        await mend(stack, place);
        const [there, inState] = await Promise.all([objects(namespace), known(stack)]);
        const unknown = there.filter((name) => !inState.includes(name));
        assert.deepEqual(unknown, [], `killed at ${moment} of the change`);
        // Every so often all the way.
        if (index % 5 !== 4) continue;
        await up();
        assert.deepEqual(await objects(namespace), await known(stack));
      }
    });
    record("operations that were pending then", String(left));
    assert.ok(left > 0, "no update was killed at anything");
  });

  it("of the dev stack is mended by npm run up", async () => {
    const before = await templates();
    const dev = devStack();
    await dev.prepare({ "slipway:services": { hello: { build: { MESSAGE: "Half way" } } } });
    await killedUpdate(dev, path.resolve(__dirname, "../.."), 25_000);
    const { pending_operations = [] } = (await stateOf(dev)).deployment;
    assert.ok(pending_operations.some(({ resource }) => resource.urn.endsWith("::hello")));
    await timed("npm run up after an update that was killed", () =>
      run("npm", ["run", "--silent", "up", "--", "--sandbox"]),
    );
    const page = await kubectl([
      "get",
      "deployment/hello",
      "--output=jsonpath={.metadata.annotations}",
    ]);
    assert.ok(!page.includes("Half way"));
    assert.equal((await templates()).length, before.length);
    await dev.ask("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("leaves nothing of itself behind when it is destroyed", async () => {
    await stack.ask("destroy", "--yes", "--skip-preview");
    assert.notEqual((await kubectlAttempt(["get", "namespace", namespace])).status, 0);
  });
});
