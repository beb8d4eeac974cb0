import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder for each test of the suite that calls this, gone after the test. */
export function tempFolder(): {
  readonly path: string;
  write(files: Record<string, string>): Promise<void>;
} {
  let path = "";
  beforeEach(async () => {
    path = await realpath(await mkdtemp(join(tmpdir(), "plugins-test-")));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), content);
      }
    },
  };
}
