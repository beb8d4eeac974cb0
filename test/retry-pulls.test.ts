import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Kubectl } from "../scripts/kubectl";
import { retryPulls } from "../scripts/retry-pulls";
import type { Pod } from "../scripts/status/objects";
import { podFolder } from "./stores/pod-folder";

const image = "localhost:5000/hello@sha256:1";

function pod(name: string, reason: string, of = image, kind = "ReplicaSet"): Pod {
  return {
    metadata: { name, ownerReferences: [{ kind, name: "owner" }] },
    spec: { containers: [{ name: "service", image: of }] },
    status: {
      phase: "Pending",
      containerStatuses: [
        { name: "service", ready: false, restartCount: 0, state: { waiting: { reason } } },
      ],
    },
  };
}

describe("what waits for an image that was pushed again", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder({
      kubectl: `case "$*" in *" get "*) cat "$PODS" ;; *) echo "$*" >>"$CALLS" ;; esac`,
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  async function deleted(...items: Pod[]): Promise<string[]> {
    const [pods, calls] = ["pods", "calls"].map((name) => path.join(folder, name));
    fs.writeFileSync(pods ?? "", JSON.stringify({ items }));
    const env = { PATH: `${folder}/bin:${process.env["PATH"]}`, PODS: pods, CALLS: calls };
    await retryPulls(new Kubectl("minikube", "slipway", env), [image]);
    if (!fs.existsSync(calls ?? "")) return [];
    const [, names = ""] = /delete pods (.*?) --/.exec(fs.readFileSync(calls ?? "", "utf8")) ?? [];
    return names.split(" ");
  }

  it("is replaced, and nothing else is", async () => {
    const waiting = [
      pod("a", "ImagePullBackOff"),
      pod("b", "ErrImagePull", image, "StatefulSet"),
      pod("another-image", "ImagePullBackOff", "localhost:5000/hello:nope"),
      pod("crashed", "CrashLoopBackOff"),
      pod("job", "ImagePullBackOff", image, "Job"),
    ];
    assert.deepEqual(await deleted(...waiting), ["a", "b"]);
  });

  it("is nothing where all have pulled", async () => {
    assert.deepEqual(await deleted(pod("crashed", "CrashLoopBackOff")), []);
  });
});
