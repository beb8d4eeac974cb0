import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { architecture } from "./architecture";
import { drawing } from "./drawing";
import { main } from "./failure";
import { placeholders } from "./manifests";
import { rehearseStack } from "./rehearse-stack";

const file = path.join(path.dirname(__dirname), "docs", "stack.svg");

main(async () => {
  const { resources } = await rehearseStack("dev", { standIns: placeholders });
  writeFileSync(file, await drawing(architecture(resources)));
});
