import { cpu, text } from "./fields";
import { partNodesSchema } from "./node-schema";

/** What every part that runs pods can be told of them. */
export const resourceFields = {
  cpu: cpu({ description: "CPU that each pod requests", preset: "the part's" }),
  memory: text("memory", { description: "Memory that each pod requests", preset: "the part's" }),
  memoryLimit: text("memory", {
    description: "Memory that each pod may take; a store sizes its caches by it",
    preset: "the part's, and never less than `memory`",
  }),
  nodes: partNodesSchema,
};
