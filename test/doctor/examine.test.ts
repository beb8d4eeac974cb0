import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { examine } from "../../scripts/doctor/examine";
import type { StackProgram } from "../../scripts/stack-program";
import { podFolder } from "../stores/pod-folder";

/** A cluster of one node, as far as the doctor asks for it, which says what it was told in a file. */
const kubectl = `
case "$*" in *--filename=-) items=$(cat) ;; esac
echo "$* $items" >>"$CALLS"
case "$*" in
*kube-system*) printf %s here ;;
*slipway-doctor-clock*) date -u +%Y-%m-%dT%H:%M:%SZ ;;
*"create namespace"*) [ -z "$NO_NAMESPACE" ] || { echo "Error: forbidden" >&2; exit 1; } ;;
*"create --validate"*) case $items in *NetworkPolicy*) touch "$FOLDER/denied" ;; esac ;;
*" wait "*) if [ -n "$NO_PODS" ]; then exit 1; fi; printf 'server=10.0.0.7\\nclient=10.0.0.8\\n' ;;
*" exec "*)
  while echo "$BEFORE" && [ ! -e "$FOLDER/denied" ]; do sleep 0.05; done
  while echo "$AFTER"; do sleep 0.05; done ;;
*"get pod/pull --watch"*) printf '\\n{"waiting":{"reason":"ContainerCreating"}}\\n'; echo "$PULL"; exec sleep 20 ;;
*" nodes --output=name"*) echo node/one ;;
*) echo '{"items":[]}' ;;
esac`;

/** Knows the stack's cluster once something was pushed, or not at all. */
const pulumi = `
case "$*" in
version) echo v3.1.0 ;;
*)
  for turn in $(seq 100); do [ -e "$FOLDER/pushed" ] && break; sleep 0.05; done
  [ -e "$FOLDER/pushed" ] || exit 1
  echo '{"deployment":{"resources":[{"urn":"urn::pulumi:index:Stash::cluster","outputs":{"output":"'"$OWN"'"}}]}}' ;;
esac`;

const docker = `
case $1 in version) echo 28.0.0 ;; import) cat >/dev/null ;; push) touch "$FOLDER/pushed" ;; esac`;

const created = { PULL: '{"waiting":{"reason":"CreateContainerError"}}' };

describe("npm run doctor", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder({ kubectl, pulumi, docker });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const calls = () => fs.readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n");
  async function found(variables: Record<string, string> = {}) {
    const program: StackProgram = {
      architecture: { namespace: "slipway", parts: [], uses: [], entries: [] },
      ...{ urls: [], resources: [] },
    };
    const checks = await examine("dev", Promise.resolve(program), {
      ...{ PATH: `${folder}/bin:${process.env["PATH"]}`, CALLS: path.join(folder, "calls") },
      ...{ FOLDER: folder, OWN: "here", NO_NAMESPACE: "", NO_PODS: "" },
      ...{ BEFORE: "open", AFTER: "closed", ...created, ...variables },
    });
    return Object.fromEntries(checks.map((check) => [check.name, check]));
  }
  /** The namespaces that were made, and whether each was deleted as the last thing there. */
  const namespaces = () =>
    calls().flatMap((call) => {
      const [, name] = /create namespace (slipway-doctor-[0-9a-f]{8}) /.exec(call) ?? [];
      if (name === undefined) return [];
      const last =
        calls()
          .filter((other) => other.includes(name))
          .at(-1) ?? "";
      return [last.includes(`delete namespace ${name} --wait=false`)];
    });

  it("tries policies and a pull in a namespace of its own, while the image is pushed", async () => {
    const { policies, cluster, ...others } = await found();
    assert.equal(policies?.level, "ok");
    assert.match(cluster?.says ?? "", /here, the stack's own/);
    assert.deepEqual(
      [others["registry push"]?.level, others["registry pull"]?.level],
      ["ok", "ok"],
    );
    assert.deepEqual(namespaces(), [true]);
    assert.match(calls().join("\n"), / exec pod\/client [^]* 10\.0\.0\.7 8080 /);
  });

  it("makes nothing in a cluster that is another's", async () => {
    const checks = await found({ OWN: "there" });
    assert.equal(checks["cluster"]?.level, "fail");
    assert.ok(!calls().some((call) => / (create|apply) /.test(call)), calls().join("\n"));
  });

  for (const [what, variables, level, says] of [
    ["that the policy does not close", { AFTER: "open" }, "warn", /are not enforced: any pod/],
    ["that was never open", { BEFORE: "closed" }, "warn", /one pod does not reach the other/],
    ["of pods that do not start", { NO_PODS: "yes" }, "warn", /did not start in time/],
    ["that cannot be tried", { NO_NAMESPACE: "yes" }, "skip", /a namespace cannot be made: Error/],
  ] as const) {
    it(`does not take a connection ${what} for an enforced policy`, async () => {
      const { policies } = await found(variables);
      assert.equal(policies?.level, level);
      assert.match(policies.says, says);
      assert.deepEqual(namespaces(), [!("NO_NAMESPACE" in variables)]);
    });
  }

  for (const [state, level] of [
    ['{"waiting":{"reason":"RunContainerError"}}', "ok"],
    ['{"terminated":{"exitCode":128}}', "ok"],
    ['{"waiting":{"reason":"ErrImagePull","message":"no route to host"}}', "fail"],
    ['{"waiting":{"reason":"ContainerCreating"}}', "warn"],
  ] as const) {
    it(`knows by ${state} whether a node pulls`, async () => {
      const check = (await found({ PULL: state }))["registry pull"];
      assert.equal(check?.level, level);
      if (level === "fail") assert.match(check.says, /no route to host/);
      assert.deepEqual(namespaces(), [true]);
    });
  }
});
