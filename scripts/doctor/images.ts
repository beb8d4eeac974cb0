import { holdingsOf, namesOf, untoldText } from "../lost-images";
import type { Check, CheckContext } from "./check";

/** Whether the registry still has what the last update has pushed: who starts a pod on another node pulls it again. */
export async function images({ stack, settings, state, adopts }: CheckContext): Promise<Check> {
  const name = "images";
  if (adopts) return { name, level: "skip", says: "all are built and pushed again" };
  if (settings.images.digests !== undefined) {
    return { name, level: "skip", says: "images.digests says what is there: nothing was built" };
  }
  const known = await state;
  if (known === undefined)
    return { name, level: "skip", says: "the stack has no state yet that says what was pushed" };
  const { there, lost, untold } = await holdingsOf(stack, known);
  if (lost.length > 0) {
    return {
      name,
      level: "warn",
      says: `the registry has lost ${namesOf(lost)}: a pod on a node that has not pulled it yet cannot start`,
      mend: `npm run up -- ${stack.name} builds and pushes what is lost again, and leaves pods that run alone`,
    };
  }
  if (untold.length > 0) return { name, level: "skip", says: untoldText(untold) };
  if (there.length === 0) return { name, level: "skip", says: "none were pushed yet" };
  return { name, level: "ok", says: `the registry has all ${there.length} that were pushed` };
}
