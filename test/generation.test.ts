import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Failure } from "../scripts/failure";
import { configuredGeneration, configureGeneration, nextRotation } from "../scripts/generation";

const root = path.dirname(__dirname);

describe("where a rotation leads", () => {
  const stores = (...generations: (number | undefined)[]) =>
    Object.fromEntries(
      generations.map((generation, at) => [
        `store-${at}`,
        generation === undefined ? {} : { generation },
      ]),
    );

  it("is one further than what is deployed, which was the first where nothing was said of it", () => {
    assert.deepEqual(nextRotation("dev", 1, stores(1, 1)), { generation: 2, begun: false });
    assert.deepEqual(nextRotation("dev", 7, stores(7)), { generation: 8, begun: false });
    assert.deepEqual(nextRotation("dev", 1, stores(undefined)), { generation: 2, begun: false });
  });

  it("is where one that did not end was on its way to", () => {
    assert.deepEqual(nextRotation("dev", 2, stores(1, 1)), { generation: 2, begun: true });
    assert.deepEqual(nextRotation("dev", 2, stores(undefined)), { generation: 2, begun: true });
    // Of a store that was added meanwhile.
    assert.deepEqual(nextRotation("dev", 2, stores(1, 2)), { generation: 2, begun: true });
  });

  for (const [configured, deployed] of [
    [3, 1],
    [1, 2],
  ] as const) {
    it(`is nowhere where the file says ${configured} and ${deployed} is deployed`, () => {
      assert.throws(() => nextRotation("dev", configured, stores(deployed)), {
        message:
          `passwords.generation in Pulumi.dev.yaml is ${configured}, but must be ${deployed}, which is deployed, or ` +
          `${deployed + 1}, where a rotation has begun. Nothing was changed.`,
      });
    });
  }

  it("is nowhere where no store is deployed", () => {
    for (const none of [undefined, {}]) {
      assert.throws(() => nextRotation("dev", 1, none), /has no store in the cluster/);
    }
  });
});

describe("the generation in a stack's file", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const file = () => path.join(folder, "Pulumi.test.yaml");
  const read = () => fs.readFileSync(file(), "utf8");

  for (const stack of ["dev", "prod"]) {
    it(`is written to a file such as that of ${stack}, whose other lines stay`, () => {
      const text = fs.readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
      fs.writeFileSync(file(), text);
      for (const generation of [2, 10]) {
        configureGeneration("test", generation, folder);
        assert.equal(configuredGeneration("test", folder), generation);
        const own = `  slipway:passwords:\n    generation: ${generation}\n`;
        assert.ok(read().includes(own), read());
        assert.equal(read().replace(own, ""), text);
      }
    });
  }

  it("is the first where the file names none", () => {
    fs.writeFileSync(file(), "config:\n  slipway:cluster: {}\n");
    assert.equal(configuredGeneration("test", folder), 1);
  });

  it("is another number in the place that it has", () => {
    fs.writeFileSync(
      file(),
      "config:\n    slipway:passwords: { generation: 9 } # yearly\nencryptionsalt: x\n",
    );
    configureGeneration("test", 10, folder);
    assert.equal(
      read(),
      "config:\n    slipway:passwords: { generation: 10 } # yearly\nencryptionsalt: x\n",
    );
  });

  for (const text of ["{}\n", "config: { a: 1 }\n", "config:\n  slipway:passwords: {}\n"]) {
    it(`is left to its owner in a file such as ${JSON.stringify(text)}`, () => {
      fs.writeFileSync(file(), text);
      assert.throws(() => configureGeneration("test", 2, folder), Failure);
      assert.equal(read(), text);
    });
  }
});
