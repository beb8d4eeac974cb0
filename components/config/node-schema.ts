import { group, list, named, oneOf, text, type Schema, type Static } from "./fields";
import { texts } from "./texts";

const name = texts.qualifiedName.pattern;

const toleration = group("A taint of nodes that the pods tolerate", {
  key: text("qualifiedName", { description: "The taint's key" }),
  operator: oneOf(["Exists", "Equal"], {
    description: "Whether the taint's value counts",
    preset: "Equal",
  }),
  value: text("line", { description: "The taint's value" }),
  effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"], {
    description: "What the taint does to pods that do not tolerate it",
    preset: "any",
  }),
});

const schema = {
  selector: named(name, {
    description: "Labels of the nodes that may run the pods",
    allowed: "an object of labels, such as {kubernetes.io/arch: arm64}",
    preset: "none: any node",
  }),
  tolerations: list(toleration, {
    description: "Taints of nodes that the pods tolerate",
    allowed:
      "a list of tolerations, such as [{key: pool, operator: Equal, value: data, effect: NoSchedule}]",
    preset: "none",
  }),
};

/** Where pods may run: for all of the stack's, and for one part's. */
export const nodesSchema = group("The nodes that may run the pods", schema);
export type Nodes = Static<typeof nodesSchema>;

/** The same for one part, where what stands above is for those that say nothing. */
export const partNodesSchema: Schema<Nodes> = group("The nodes that may run its pods", {
  selector: { ...schema.selector, preset: "`cluster.nodes.selector`" },
  tolerations: { ...schema.tolerations, preset: "`cluster.nodes.tolerations`" },
});
