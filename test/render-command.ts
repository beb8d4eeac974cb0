import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.dirname(__dirname);

/** Where a process runs so: in this folder, with no cluster, no Docker and nobody logged in. */
export const bareMachine = {
  cwd: root,
  env: { PATH: path.dirname(process.execPath), HOME: os.tmpdir() },
};

/** `npm run render`, without npm: the arguments of Node. */
export function renderArguments(...args: string[]): string[] {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: { render: string };
  };
  const [, ...options] = scripts.render.split(" ");
  return [...options, ...args];
}
