import { prodStack } from "./stack";

/** Removes what an interrupted run has left of the stack, protected or not. */
export async function clear(): Promise<void> {
  const stack = prodStack();
  if (!(await stack.exists())) return;
  await stack.attempt("cancel", "--yes");
  await stack.attempt("state", "unprotect", "--all", "--yes");
  await stack.ask("destroy", "--yes", "--skip-preview", "--refresh");
}
