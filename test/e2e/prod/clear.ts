import { prodStack } from "./stack";

/** Removes what an interrupted run has left of the stack, protected or not. */
export async function clear(): Promise<void> {
  const stack = prodStack();
  if (!(await stack.exists())) return;
  await stack.attempt("cancel", "--yes");
  await stack.attempt("state", "unprotect", "--all", "--yes");
  // What was being made when the run ended is in the namespace, with which it goes.
  await stack.ask("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  await stack.ask("destroy", "--yes", "--skip-preview");
}
