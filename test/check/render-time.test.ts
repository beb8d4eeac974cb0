import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { bareMachine, renderArguments } from "../render-command";

describe("npm run render", () => {
  it("takes at most four times as long as the import of the Pulumi SDKs", () => {
    const sdks = [path.join("scripts", "sdks.cjs")];
    const rounds = [0, 1].map(() => ({ sdks: work(sdks), render: work(renderArguments("prod")) }));
    const least = (of: "sdks" | "render") => Math.min(...rounds.map((round) => round[of]));
    const ratio = least("render") / least("sdks");
    assert.ok(ratio <= 4, `${ratio.toFixed(1)} times: ${JSON.stringify(rounds)}`);
  });
});

/** The processor's time, in milliseconds, that Node takes: what else runs has the processor, too. */
function work(args: string[]): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
  try {
    const meter = path.join(folder, "meter.cjs");
    const file = path.join(folder, "usage");
    const write = `require("fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.cpuUsage()))`;
    fs.writeFileSync(meter, `process.on("exit", () => ${write});`);
    const { status } = spawnSync(process.execPath, ["--require", meter, ...args], bareMachine);
    assert.equal(status, 0);
    const { user, system } = JSON.parse(fs.readFileSync(file, "utf8")) as NodeJS.CpuUsage;
    return (user + system) / 1000;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
