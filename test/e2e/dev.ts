import { Stack } from "../../scripts/stack";
import { env } from "./cluster";

/** The dev stack in this clone, as `npm run up` made it. */
export function devStack(): Stack {
  return new Stack("dev", env());
}
