import type { Values } from "./form.tsx";
import type { FieldProblem } from "./problem.ts";
import type { Text } from "./text/en.tsx";

/** The fields that nothing was typed into. */
export function missing(values: Values, text: Text, names: readonly string[]): FieldProblem[] {
  return names
    .filter((name) => values(name).trim() === "")
    .map((field) => ({ field, message: text.required }));
}
