import { ask } from "../command";
import type { Update } from "./history";

/** What the program is made from. */
const sources = ["index.ts", "components", "package-lock.json"];

/**
 * What is to be known of the program's text, which no rollback brings back; undefined where it is still that of the
 * update.
 */
export async function programText({ commit, isEdited }: Update): Promise<string | undefined> {
  if (commit === "")
    return "Which commit it was deployed from is not known: the program is today's.";
  const from = `It was deployed from commit ${commit.slice(0, 12)}${isEdited ? " with edits" : ""}`;
  const { status } = await ask("git", ["diff", "--quiet", commit, "--", ...sources]);
  if (status === 0) {
    return isEdited ? `${from}, which nobody has kept: the program is today's.` : undefined;
  }
  const compare = `git diff ${commit.slice(0, 12)} -- ${sources.join(" ")}`;
  return status === 1
    ? `${from}, but the program is today's, which differs: ${compare}`
    : `${from}, which this clone does not have: the program is today's.`;
}
