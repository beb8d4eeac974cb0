import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Failure } from "../../scripts/failure";
import { checkpointAt, historyFolder, updatesIn } from "../../scripts/rollback/history";

const entry = (kind: string, result: string, version = 0) => ({
  version,
  kind,
  result,
  startTime: "2026-11-28T23:43:23.000Z",
  endTime: "2026-11-28T23:43:46.000Z",
  environment: { "git.head": "3d99512f", "git.dirty": "true" },
  config: { "slipway:images": { value: "{}", objectValue: {}, secret: false } },
});

describe("a stack's history", () => {
  it("has the updates that ended well, numbered by their places among all that was done", () => {
    const history = [
      entry("update", "succeeded"),
      entry("update", "failed"),
      entry("refresh", "succeeded"),
      entry("update", "succeeded"),
    ];
    const [last, first, ...others] = updatesIn(JSON.stringify(history));
    assert.deepEqual(others, []);
    assert.deepEqual([last?.number, first?.number], [4, 1]);
    assert.deepEqual([last?.commit, last?.isEdited], ["3d99512f", true]);
    assert.equal(last?.time, "2026-11-28T23:43:46.000Z");
  });

  it("takes the numbers of a backend that gives some", () => {
    const history = [entry("update", "succeeded", 17), entry("update", "succeeded", 16)];
    assert.deepEqual(
      updatesIn(JSON.stringify(history)).map(({ number }) => number),
      [17, 16],
    );
  });

  it("is beside the state of a backend of files", () => {
    const of = (url: string) => historyFolder(url, "dev");
    assert.equal(of("file:///srv/a%20b"), "/srv/a b/.pulumi/history/slipway/dev");
    assert.equal(of("file://~"), path.join(os.homedir(), ".pulumi/history/slipway/dev"));
    assert.equal(of("file:///srv?no_tmp_dir=true"), "/srv/.pulumi/history/slipway/dev");
  });

  describe("in files", () => {
    let folder: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
      for (const [moment, urn] of [
        [9, "first"],
        [10, "second"],
      ]) {
        const checkpoint = { latest: { resources: [{ urn, type: "" }] } };
        const name = path.join(folder, `dev-17959094262178626${String(moment).padStart(2, "0")}`);
        fs.writeFileSync(`${name}.history.json`, "{}");
        fs.writeFileSync(`${name}.checkpoint.json`, JSON.stringify({ version: 3, checkpoint }));
        fs.writeFileSync(`${name}.checkpoint.json.attrs`, "{}");
      }
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    it("has the state after each", () => {
      const urns = [1, 2].map((number) => checkpointAt(folder, number)[0]?.urn);
      assert.deepEqual(urns, ["first", "second"]);
    });

    it("has none after an update that there was not", () => {
      assert.throws(
        () => checkpointAt(folder, 3),
        (error) => error instanceof Failure && /What update 3 has deployed/.test(error.message),
      );
    });
  });
});
