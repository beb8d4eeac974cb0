import type { Kubectl } from "../kubectl";
import type { Stack } from "../stack";
import type { StackProgram, StackSettings } from "../stack-program";
import type { State } from "../state";
import type { Paint } from "../status/show";

/** What one check has found. */
export interface Check {
  /** What was looked at, in a word or two. */
  name: string;
  /** "skip" is what could not be told, or does not matter to this stack. */
  level: "ok" | "warn" | "fail" | "skip";
  says: string;
  /** What mends it; none where nothing has to be. */
  mend?: string;
}

/** What the checks look at. */
export interface CheckContext {
  stack: Stack;
  settings: StackSettings;
  /** Known last: most checks need only the settings. */
  program: Promise<StackProgram>;
  /** Undefined where there is none to be read. */
  state: Promise<State | undefined>;
  /** On the stack's namespace. */
  kubectl: Kubectl;
  /** Whether the stack is about to take another cluster for its own. */
  adopts: boolean;
  /** The environment of Docker and the engine. */
  env: NodeJS.ProcessEnv;
}

const marks = {
  ok: ["green", "ok  "],
  warn: ["yellow", "warn"],
  fail: ["red", "FAIL"],
  skip: ["gray", "-   "],
} as const;

/** A line a check, and one below it for what mends it. */
export function checksText(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, level, says, mend }) => {
      const [colour, mark] = marks[level];
      const line = `${paint(colour, mark)}  ${name.padEnd(width)}  ${says}`;
      return mend === undefined ? line : `${line}\n      ${" ".repeat(width)}  ${mend}`;
    })
    .join("\n");
}
