import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterGuard } from "../components/cluster-guard";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { type Deployed, deploy } from "./deploy";

describe("ClusterGuard", () => {
  /** Where mocks find every cluster's namespace kube-system. */
  const today = "kube-system-uid";
  const images = { context: "app", registry: "registry.test" };

  /** A stack that was first deployed to the cluster of that uid, if ever, and what it makes now. */
  function deployed(first?: string, preview = false) {
    const made: pulumi.URN[] = [];
    const program = () => {
      const onCluster = { providers: [new kubernetes.Provider("cluster", { context: "dev" })] };
      const { uid: cluster } = new ClusterGuard("cluster", { context: "dev" }, onCluster);
      const namespace = new Namespace("shop", { cluster }, onCluster);
      const image = new Image("app", { ...images, cluster });
      for (const { urn } of [namespace, image]) urn.apply((known) => made.push(known));
    };
    return { done: deploy(program, { preview, stashed: { cluster: first } }), made };
  }

  it("remembers the uid of the cluster that the stack is first deployed to", async () => {
    const stack: Deployed = await deployed().done;
    assert.deepEqual(stack.one("pulumi:index:Stash", "cluster").inputs.input, today);
  });

  for (const preview of [false, true]) {
    const verb = preview ? "previewed" : "deployed";

    it(`lets the stack be ${verb} to that cluster`, async () => {
      const stack = await deployed(today, preview).done;
      assert.equal(stack.one("kubernetes:core/v1:Namespace", "shop").name, "shop");
      assert.equal(stack.all("docker:index/image:Image").length, 1);
    });

    it(`ends a program that is ${verb} to another cluster, in words, with nothing made`, async () => {
      const { done, made } = deployed("elsewhere", preview);
      const error: unknown = await done.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(pulumi.RunError.isInstance(error), "the engine would print a stack trace");
      assert.match(error.message, /^kubeContext is "dev", which leads to another cluster/);
      assert.match(error.message, /kube-system is kube-system-uid, and was elsewhere\./);
      assert.match(error.message, /"npm run up -- --adopt"/);
      assert.match(error.message, /--refresh --replace '\*\*pulumi:index:Stash::\*\*'/);
      assert.equal(error.stack, undefined, "the SDK would print it instead of the message");
      assert.deepEqual(made, []);
    });
  }

  it("has every image built anew for another cluster", async () => {
    const stack = await deployed().done;
    assert.equal(stack.one("docker:index/image:Image", "app").replacementTrigger, today);
    const local = await deploy(
      () => void new Image("app", { ...images, registry: "", cluster: "a" }),
    );
    assert.equal(local.one("docker:index/tag:Tag", "app").replacementTrigger, "a");
    const kept = await deploy(() => void new Image("app", images));
    assert.equal(kept.one("docker:index/image:Image", "app").replacementTrigger, undefined);
  });
});
