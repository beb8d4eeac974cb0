// Installs what package-lock.json names, here and in each folder of images/ that has one, where it has changed since
// the last time. It runs before anything is installed, and so needs nothing but Node and npm.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

if (process.platform === "win32") {
  console.error(
    "Slipway's commands are for Linux and macOS. On Windows, run them in WSL 2, with the clone on its own disk: " +
      "https://learn.microsoft.com/windows/wsl/install",
  );
  process.exit(1);
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const images = path.join(root, "images");
const folders = [root, ...readdirSync(images).map((name) => path.join(images, name))];

for (const folder of folders) {
  const wanted = path.join(folder, "package-lock.json");
  const installed = path.join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(wanted)) continue;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) continue;
  console.error(`Installing the packages of ${path.relative(root, folder) || "the project"} …`);
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    // Standard output is for what the command itself says.
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    console.error(
      `npm ci failed in ${folder}. Its messages are above; run it there again to see more.`,
    );
    process.exit(1);
  }
}
