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
/** The server: what it finds when it comes to serve. Its data are written while it does. */
const server = `#!/bin/sh -eu
if [ "$*" = --serve ]; then
  { echo serve; ls -A "$DATA"; echo "PATH $PATH"; } >>"$LOG"
  touch "$DATA/customers"
fi
`;

describe("first-fill.sh", () => {
  let folder: string;
  const data = () => path.join(folder, "data");
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const part of ["bin", "data", "tmp"]) fs.mkdirSync(path.join(folder, part));
    for (const [name, text] of Object.entries({ entrypoint, server })) {
      fs.writeFileSync(path.join(folder, "bin", name), text, { mode: 0o755 });
    }
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const PATH = () => `${path.join(folder, "bin")}:${process.env["PATH"]}`;

  /** Starts the container, whose scratch folder goes with it. @returns What was done, line by line. */
  function start(killedAt = "") {
    const log = path.join(folder, "log");
    fs.rmSync(log, { force: true });
    for (const left of fs.readdirSync(path.join(folder, "tmp"))) {
      fs.rmSync(path.join(folder, "tmp", left), { recursive: true });
    }
    const command = script("first-fill.sh", data(), "server", "entrypoint");
    const [shell = "", ...args] = command.map((word) => word.replaceAll("/tmp/", `${folder}/tmp/`));
    // The command names the data's folder, which is below the system's own /tmp.
    args[3] = data();
    const { stderr, signal } = spawnSync(shell, args, {
      encoding: "utf8",
      env: { PATH: PATH(), DATA: data(), LOG: log, KILLED_AT: killedAt },
    });
    assert.equal(signal, killedAt === "" ? null : "SIGKILL", stderr);
    assert.equal(stderr, "");
    return fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [];
  }
  const served = (files: string[]) => ["serve", ...files, `PATH ${PATH()}`];

  it("has the image fill an empty volume, and leaves no trace when the server serves", () => {
    const done = start();
    const fill = ["begin", "initialized", "filled"];
    assert.deepEqual(done, [...fill, ...served([".hidden", "account", "system"])]);
  });

  for (const moment of ["begin", "initialized", "filled"]) {
    it(`fills anew what was killed at "${moment}"`, () => {
      start(moment);
      // What a fill of another version left behind is none of the new one's.
      fs.writeFileSync(path.join(data(), "rest"), "");
      assert.deepEqual(start(), [
        ...["begin", "initialized", "filled"],
        ...served([".hidden", "account", "system"]),
      ]);
    });
  }

  it("never empties a volume that has served, however it was stopped", () => {
    start();
    for (const killedAt of ["", "begin", ""]) start(killedAt);
    assert.deepEqual(fs.readdirSync(data()).sort(), [".hidden", "account", "customers", "system"]);
  });

  it("leaves alone what it has not seen empty, also when it is killed", () => {
    for (const file of ["system", "customers"]) fs.writeFileSync(path.join(data(), file), "");
    start("begin");
    assert.deepEqual(start(), ["begin", ...served(["customers", "system"])]);
    assert.deepEqual(fs.readdirSync(data()).sort(), ["customers", "system"]);
  });

  it("counts what runs beside the entrypoint for no server that serves", () => {
    start("filled");
    assert.ok(fs.existsSync(path.join(data(), ".unfilled")));
  });
});
