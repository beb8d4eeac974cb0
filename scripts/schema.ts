import * as fs from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { main } from "./failure";
import { placeholders } from "./manifests";
import { rehearseStack } from "./rehearse-stack";
import { stackFileSchema } from "./settings-schema";
import { settingsTable } from "./settings-table";

const root = path.dirname(__dirname);
const marks = ["<!-- settings: made by `npm run schema` -->", "<!-- /settings -->"] as const;

/** The files that tell of the settings, by their paths, as the schemas and the program would have them. */
export async function settingsFiles(): Promise<Map<string, string>> {
  const { resources } = await rehearseStack("dev", { standIns: placeholders });
  const schema = path.join(root, "docs/stack.schema.json");
  const readme = path.join(root, "README.md");
  const [before = "", rest = ""] = fs.readFileSync(readme, "utf8").split(marks[0]);
  const [, after = ""] = rest.split(marks[1]);
  const text = `${before}${marks[0]}\n\n${settingsTable()}\n\n${marks[1]}${after}`;
  const files = [
    [schema, JSON.stringify(stackFileSchema(resources))],
    [readme, text],
  ] as const;
  const formatted = files.map(
    async ([file, content]) =>
      [file, await format(content, { filepath: file, printWidth: 100 })] as const,
  );
  return new Map(await Promise.all(formatted));
}

if (require.main === module) {
  main(async () => {
    for (const [file, content] of await settingsFiles()) {
      fs.writeFileSync(file, content);
      console.log(path.relative(root, file));
    }
  });
}
