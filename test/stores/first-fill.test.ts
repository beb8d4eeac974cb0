import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { script } from "../../components/stores/script";

/** An image's entrypoint, which fills a folder without a file "system", and is killed where `KILLED_AT` says. */
const entrypoint = `#!/bin/sh -eu
at() { echo "$1" >>"$LOG"; if [ "$KILLED_AT" = "$1" ]; then kill -9 $$; fi; }
at begin
if ! [ -e "$DATA/system" ]; then
  touch "$DATA/system"
  mkdir -p "$DATA/.hidden/folder"
  at initialized
  (server --temporary)
  touch "$DATA/account"
  server --stop
  at filled
fi
exec server --serve
`;
/** The server: what it finds when it comes to serve. Its data are written once it does. */
const server = `#!/bin/sh -eu
if [ "$*" = --serve ]; then { echo serve; ls -A "$DATA"; } >>"$LOG"; fi
`;

describe("a volume's first fill", () => {
  let folder: string;
  const data = () => path.join(folder, "data");
  const files = () => fs.readdirSync(data()).sort();
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const part of ["bin", "data"]) fs.mkdirSync(path.join(folder, part));
    for (const [name, text] of Object.entries({ entrypoint, server })) {
      fs.writeFileSync(path.join(folder, "bin", name), text, { mode: 0o755 });
    }
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function execute([shell = "", ...args]: string[], variables: Record<string, string> = {}) {
    const PATH = `${path.join(folder, "bin")}:${process.env["PATH"]}`;
    return spawnSync(shell, args, { encoding: "utf8", env: { PATH, DATA: data(), ...variables } });
  }

  /** Starts the container. @returns What was done, line by line. */
  function start(killedAt = "") {
    const log = path.join(folder, "log");
    fs.rmSync(log, { force: true });
    const command = script("first-fill.sh", data(), "entrypoint");
    const { stderr, signal } = execute(command, { LOG: log, KILLED_AT: killedAt });
    assert.equal(signal, killedAt === "" ? null : "SIGKILL", stderr);
    assert.equal(stderr, "");
    return fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [];
  }

  /** Asks whether the server serves. @returns whether the pod is ready. */
  function isReady(answers = true): boolean {
    const { status } = execute(script("first-served.sh", data(), answers ? "true" : "false"));
    return status === 0;
  }

  const fill = ["begin", "initialized", "filled", "serve"];
  const filled = [".hidden", ".unfilled", "account", "system"];

  it("is the image's, and leaves no trace once the pod is ready", () => {
    assert.deepEqual(start(), [...fill, ...filled]);
    assert.ok(isReady());
    assert.deepEqual(files(), [".hidden", "account", "system"]);
  });

  for (const moment of ["begin", "initialized", "filled"]) {
    it(`begins anew when it was killed at "${moment}"`, () => {
      start(moment);
      // What a fill of another version left behind is none of the new one's.
      fs.writeFileSync(path.join(data(), "rest"), "");
      assert.deepEqual(start(), [...fill, ...filled]);
    });
  }

  it("begins anew while the server has not served: nobody can have written", () => {
    start();
    assert.ok(!isReady(false));
    assert.deepEqual(start(), [...fill, ...filled]);
  });

  it("is over for good once the pod was ready, however the server is stopped", () => {
    start();
    assert.ok(isReady());
    fs.writeFileSync(path.join(data(), "customers"), "");
    for (const killedAt of ["", "begin", ""]) {
      start(killedAt);
      assert.ok(isReady());
    }
    assert.deepEqual(files(), [".hidden", "account", "customers", "system"]);
  });

  it("leaves alone what it has not seen empty, also when it is killed", () => {
    for (const file of ["system", "customers"]) fs.writeFileSync(path.join(data(), file), "");
    start("begin");
    assert.deepEqual(start(), ["begin", "serve", "customers", "system"]);
    assert.deepEqual(files(), ["customers", "system"]);
  });

  it("keeps a pod from being ready as long as its volume would be emptied", () => {
    start();
    const bin = path.join(folder, "bin");
    fs.writeFileSync(path.join(bin, "rm"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    assert.ok(!isReady());
    assert.ok(files().includes(".unfilled"));
  });
});
