import type { Values } from "./form.tsx";
import type { FieldProblem } from "./problem.ts";

/** The fields that nothing was typed into. */
export function missing(values: Values, names: readonly string[]): FieldProblem[] {
  return names
    .filter((name) => values(name).trim() === "")
    .map((field) => ({ field, message: "is required" }));
}
