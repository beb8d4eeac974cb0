import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { StatefulServer } from "../../components/stores/stateful-server";
import type { Volume } from "../../components/stores/claim-size";
import { deployApp } from "../deploy";

describe("the volumes of a store", () => {
  interface Past {
    made?: Volume;
    volumesGrow?: boolean;
  }

  function store(wanted: Partial<Volume>, { made, volumesGrow }: Past = {}, replicas = 1) {
    const stashed = made === undefined ? {} : { "store-volume": made };
    return deployApp(
      (app) => {
        const server = {
          app,
          image: "store:1.2.3",
          ports: { store: 1234 },
          uid: 999,
          command: ["store"],
          administrator: {
            variable: "PASSWORD",
            password: pulumi.secret("from a Secret"),
            digest: pulumi.output(""),
          },
          dataPath: "/data",
          replicas,
          ready: { exec: { command: ["ping"] } },
          resources: { cpu: "10m", memory: "16Mi", memoryLimit: "32Mi" },
          scratchPaths: [],
          volume: wanted,
        };
        new StatefulServer("store", server, { parent: app });
      },
      {},
      { stashed, volumesGrow },
    );
  }

  const kind = "kubernetes:core/v1:PersistentVolumeClaim";

  it("are claimed by the names that the StatefulSet looks for, before it does", async () => {
    const stack = await store({ storage: "2Gi", storageClass: "fast" }, {}, 3);
    const claims = stack.all(kind);
    assert.deepEqual(
      claims.map(({ inputs }) => inputs.metadata.name),
      ["data-store-0", "data-store-1", "data-store-2"],
    );
    for (const { inputs } of claims) {
      assert.equal(inputs.spec.resources.requests?.["storage"], "2Gi");
      assert.equal(inputs.spec.storageClassName, "fast");
    }
    const { dependencies } = stack.one("kubernetes:apps/v1:StatefulSet", "store");
    for (const { urn } of claims) assert.ok(dependencies.includes(urn), urn);
  });

  it("are of the cluster's default class where none is named", async () => {
    const [claim] = (await store({})).all(kind);
    assert.ok(claim !== undefined && !("storageClassName" in claim.inputs.spec));
  });

  const made = { storage: "2Gi", storageClass: "fast" };

  it("grow in place where their class lets them", async () => {
    const stack = await store({ ...made, storage: "3Gi" }, { made, volumesGrow: true });
    assert.equal(stack.all(kind)[0]?.inputs.spec.resources.requests?.["storage"], "3Gi");
  });

  it("are the same size in another unit", async () => {
    const stack = await store({ ...made, storage: "2048Mi" }, { made });
    assert.equal(stack.all(kind).length, 1);
  });

  const refused: [what: string, wanted: Volume, past: Past, words: RegExp][] = [
    [
      "to grow where their class lets none",
      { ...made, storage: "3Gi" },
      { made, volumesGrow: false },
      /^store: storage is "3Gi", .* made with "2Gi", .* "fast" lets none grow/,
    ],
    [
      "to shrink",
      { ...made, storage: "500Mi" },
      { made, volumesGrow: true },
      /^store: storage is "500Mi", .* made with "2Gi", .* at least that/,
    ],
    [
      "to be of another class",
      { ...made, storageClass: "faster" },
      { made, volumesGrow: true },
      /^store: storageClass is "faster", .* made with "fast"/,
    ],
  ];
  for (const [what, wanted, past, words] of refused) {
    it(`are refused ${what}, in words`, async () => {
      await assert.rejects(store(wanted, past), (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(error.message, words);
        return true;
      });
    });
  }
});
