import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { App } from "../../components/app";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp } from "../deploy";

describe("the guard of the cluster", () => {
  /** Where mocks find every cluster's namespace kube-system. */
  const today = "kube-system-uid";

  /** A stack that was first deployed to the cluster of that uid, if ever, and what it makes now. */
  function deployed(first?: string, preview = false) {
    const made: pulumi.URN[] = [];
    const program = (app: App) => {
      const cart = new Redis("cart", { app });
      const web = new Service("web", { app, image, port: 80, uses: [cart] });
      for (const { urn } of [app, cart, web]) urn.apply((known) => made.push(known));
    };
    return { done: deployApp(program, {}, { preview, stashed: { cluster: first } }), made };
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
      assert.match(error.message, /^cluster\.context is "shop", which leads to another cluster/);
      assert.match(error.message, /kube-system is kube-system-uid, and was elsewhere\./);
      assert.match(error.message, /"npm run up -- --adopt"/);
      assert.match(error.message, /--refresh --replace '\*\*pulumi:index:Stash::\*\*'/);
      assert.equal(error.stack, undefined, "the SDK would print it instead of the message");
      assert.deepEqual(made, []);
    });
  }
});
