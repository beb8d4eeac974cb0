import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../../components/app";
import { MySql } from "../../components/mysql";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { noteGeneration } from "../../components/stores/rotation";
import type { DeployedStore } from "../../components/stores/deployed-store";
import { anyImage as image, type Deployed, deployApp } from "../deploy";

/** A shop whose passwords are of a generation, where the last update has left those of another. */
function shop(generation: number | undefined, last?: number): Promise<Deployed> {
  const left = {
    version: "8.0.6",
    replicas: 1,
    ...(last === undefined ? {} : { generation: last }),
  };
  return deployApp(
    (app) => {
      const uses = [new Redis("cart", { app }), new MySql("orders", { app, database: "orders" })];
      new Service("back", { app, image, port: 8000, uses });
    },
    generation === undefined ? {} : { passwords: { generation } },
    { putOut: { stores: { cart: left } } },
  );
}

describe("a rotation of passwords", () => {
  const passwords = (stack: Deployed) => stack.all("random:index/randomPassword:RandomPassword");
  const ofServices = (stack: Deployed) =>
    passwords(stack).filter(({ name }) => name.startsWith("back-"));

  it("makes every password of a service anew, once, by the generation that the settings name", async () => {
    for (const [generation, keepers] of [
      [undefined, undefined],
      [1, undefined],
      [2, { generation: "2" }],
    ] as const) {
      const made = ofServices(await shop(generation));
      assert.deepEqual(
        made.map(({ name, inputs }) => [name, inputs.keepers]),
        [
          ["back-cart-password", keepers],
          ["back-orders-password", keepers],
        ],
      );
      // What is protected, the engine refuses to replace.
      for (const { protect } of made) assert.ok(protect !== true);
    }
  });

  for (const [generation, last] of [
    [1, 1],
    [2, undefined],
    [2, 1],
    [2, 2],
    [7, 6],
  ] as const) {
    it(`leads from generation ${last ?? "1, of which nothing is known,"} to ${generation}`, async () => {
      assert.notEqual(passwords(await shop(generation, last)).length, 0);
    });
  }

  for (const [generation, last, named] of [
    [3, 1, 1],
    [1, 2, 2],
    [3, undefined, 1],
  ] as const) {
    it(`does not lead from ${last ?? "what was there before generations"} to ${generation}, and says so before anything is made`, async () => {
      await assert.rejects(
        shop(generation, last),
        new RegExp(
          `^Error: passwords\\.generation is ${generation}, but the passwords of cart are of generation ${named}: ` +
            `it must be ${named}, or ${named + 1} to rotate them\\. Nothing was changed\\.$`,
        ),
      );
    });
  }

  it("counts once what drops the old ones has ended, and is the same one until then", async () => {
    const noted = (generation: number, left: DeployedStore | undefined) => {
      let told: DeployedStore | undefined;
      let end: (id: string) => void = () => undefined;
      const app = {
        settings: { passwords: { generation } },
        storeHistory: {
          left: () => pulumi.output(left),
          note: (_: string, facts: pulumi.Output<DeployedStore>) =>
            void facts.apply((known) => (told = known)),
        },
      };
      const id = pulumi.output(new Promise<string>((resolve) => (end = resolve)));
      noteGeneration(app as unknown as App, "cart", { id } as pulumi.CustomResource, "a1b2");
      return { told: () => told, end };
    };
    const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

    const rotated = noted(3, { version: "8.0.6", generation: 2 });
    await turns();
    assert.equal(rotated.told(), undefined);
    rotated.end("sweep");
    await turns();
    assert.deepEqual(rotated.told(), { generation: 3, administrator: "a1b2" });

    // Where there was nothing to drop, a failure elsewhere keeps nobody from the next rotation.
    for (const left of [undefined, { generation: 3 }]) {
      const same = noted(3, left);
      await turns();
      assert.deepEqual(same.told(), { generation: 3, administrator: "a1b2" });
    }
  });
});
