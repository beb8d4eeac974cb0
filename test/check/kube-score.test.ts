import assert from "node:assert/strict";
import { kubernetesVersion, kubeScore } from "../sandbox/binaries";
import { rendered, stacks } from "./rendered";
import { build, judge } from "./tools";

/** Checks that the manifests do not pass, and why they should not. There are to be three at most. */
const exceptions: Record<string, string> = {
  "container-image-pull-policy": `It wants "Always". Every image is named by its digest or an exact version, so that
    what the node has is what the registry has; and a pod has to start while the registry cannot be reached.`,
  "container-security-context-user-group-id": `It wants users from 10000 on. The stores' data belongs to the users that
    the official images were made for (999, and nginx's 101), who are nobody on the node.`,
  "service-type": `It wants no NodePort. That of the hello page is what it shows: a page that a node's own address
    serves, and a NetworkPolicy opens that one port.`,
};

/** A critical finding is a 1, a warning a 5. */
const acceptable = 6;

interface Scored {
  object_name: string;
  checks: {
    check: { id: string };
    grade: number;
    skipped: boolean;
    comments: { path: string; summary: string }[] | null;
  }[];
}

describe("kube-score", () => {
  before(() => build([kubeScore]));

  async function findings(manifests: string, ignored: string[]): Promise<string[]> {
    const { major, minor } = kubernetesVersion;
    const options = [
      ...["score", "--output-format=json", `--kubernetes-version=v${major}.${minor}`],
      // Beside their objects, exceptions would be nowhere to be counted.
      "--disable-ignore-checks-annotations",
      ...ignored.map((check) => `--ignore-test=${check}`),
      "-",
    ];
    const objects = JSON.parse(await judge(kubeScore, options, manifests)) as Scored[];
    assert.notEqual(objects.length, 0);
    return objects.flatMap(({ object_name, checks }) =>
      checks
        .filter(({ skipped, grade }) => !skipped && grade < acceptable)
        .map(({ check, comments }) => {
          const said = (comments ?? []).map(({ path, summary }) => `${path}: ${summary}`);
          return `${check.id} ${object_name} ${said.join("; ")}`;
        }),
    );
  }

  for (const stack of stacks) {
    it(`finds nothing critical in ${stack}, and nothing to warn of`, async () => {
      assert.deepEqual(await findings(rendered(stack), Object.keys(exceptions)), []);
    });
  }

  it("is disagreed with three times at most, and where it would find something", async () => {
    assert.ok(Object.keys(exceptions).length <= 3);
    const all = await findings(rendered("dev"), []);
    for (const check of Object.keys(exceptions)) {
      assert.ok(
        all.some((finding) => finding.startsWith(`${check} `)),
        check,
      );
    }
  });
});
