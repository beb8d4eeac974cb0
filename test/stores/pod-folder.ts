import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder with what a store's pod has: its programs, by the shell scripts that stand in for them, its data and its /tmp. */
export function podFolder(programs: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
  for (const part of ["bin", "data", "tmp"]) fs.mkdirSync(path.join(folder, part));
  for (const [name, text] of Object.entries(programs)) {
    fs.writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  return folder;
}
