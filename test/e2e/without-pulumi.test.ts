import * as assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { ask } from "../../scripts/command";
import { build } from "../check/tools";
import { binaryFile, helm } from "../sandbox/binaries";
import { call } from "./api";
import { env, eventually, kubectl, pods, templates } from "./cluster";
import { person } from "./person";
import { folders } from "./rendered-folders";
import { timed } from "./stages";

const chart = ["--namespace=default", "--kube-context=minikube"];
const ways = {
  apply: {
    tool: "kubectl apply",
    command: ["kubectl", "--context=minikube", "apply", `--filename=${folders.apply}`],
  },
  helm: {
    tool: "helm upgrade --install",
    command: [binaryFile(helm), "upgrade", "--install", "slipway", folders.helm, ...chart],
  },
};

/** After the stack is gone. What is deployed was written while it was there: the registry still has the images. */
describe("a stack without Pulumi", () => {
  before(() => build([helm]));

  for (const [option, { tool, command }] of Object.entries(ways)) {
    describe(`that npm run render -- dev --${option} has written`, () => {
      /** @param kinds As kubectl names them. */
      const named = async (kinds: string) =>
        (await kubectl(["get", kinds, "--output=name"])).trim().split("\n");

      async function deploy(): Promise<void> {
        const [program = "", ...args] = command;
        const { status, stdout, stderr } = await ask(program, args, { env: env() });
        assert.equal(status, 0, `${stdout}${stderr}`);
        assert.equal(stderr, "");
      }

      after(async () => {
        if (option === "helm") {
          await ask(binaryFile(helm), ["uninstall", "slipway", ...chart], { env: env() });
        }
        await kubectl(["delete", "namespace", "slipway"]);
        rmSync(folders[option as keyof typeof ways], { recursive: true });
      });

      it(`runs by ${tool} alone`, async () => {
        await deploy();
        await timed(`rollout after ${tool}`, async () => {
          for (const workload of await named("statefulsets,deployments")) {
            await kubectl(["rollout", "status", workload, "--timeout=300s"]);
          }
        });
        await kubectl(["wait", "--for=condition=complete", "jobs", "--all", "--timeout=120s"]);
      });

      it("serves its API and its pages through the gateway", async () => {
        await eventually("the gateway answers", 60, async () => {
          const answer = await call("GET", "/events").catch(() => undefined);
          return answer?.status === 200;
        });
        const { token, email } = await person();
        const me = await call("GET", "/users/me", { token });
        assert.equal(me.status, 200);
        assert.equal(me.body?.["email"], email);
        assert.equal((await call("GET", "/", { host: "www" })).status, 200);
      });

      it("is not changed by the same once more", async () => {
        const state = async () => [
          await templates(),
          (await pods()).map(({ uid }) => uid).sort(),
          await named("jobs,secrets,configmaps"),
        ];
        const before = await state();
        await deploy();
        assert.deepEqual(await state(), before);
      });
    });
  }
});
