// Bundles the service in the working directory: src/main.ts becomes dist/main.cjs, with a source map beside it. Each
// argument names a package that stays outside, for its native addon, and is copied into dist/node_modules.
import { cp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as path from "node:path";

const { build } = createRequire(path.resolve("package.json"))("esbuild");
const external = process.argv.slice(2);

/**
 * Of a library the source map has the file's name alone, as line 1. Node reads the whole map while a service starts,
 * and with the libraries' lines, ten times as many as ours, it would take more memory than the service.
 */
const libraries = {
  name: "libraries without lines",
  setup(bundler) {
    bundler.onLoad({ filter: /\/node_modules\/.*\.(json|[cm]?js)$/ }, async (file) => {
      const text = await readFile(file.path, "utf8");
      const map = { version: 3, sources: [path.basename(file.path)], mappings: "AAAA" };
      const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
      const code = file.path.endsWith(".json") ? `module.exports = ${text}` : text;
      return { contents: `${code}\n//# sourceMappingURL=${url}`, loader: "js" };
    });
  },
};

await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.cjs",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  keepNames: true,
  // Each line would be an entry of the map.
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  external,
  plugins: [libraries],
  logLevel: "warning",
});

for (const name of external) {
  const [scope = name] = name.split("/");
  await cp(path.join("node_modules", scope), path.join("dist/node_modules", scope), {
    recursive: true,
  });
}
