import { createInterface } from "node:readline/promises";
import { Failure } from "./failure";

/** Where somebody is asked: a terminal, or nobody can be. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

const ours: Terminal = { input: process.stdin, output: process.stdout };

/** Whether there is somebody to ask. */
export function canAsk({ input }: Terminal = ours): boolean {
  return input.isTTY === true;
}

/** Whether somebody says yes: "y" or "yes". Anything else is a no, and so are ctrl-C and ctrl-D. */
export async function agrees(question: string, { input, output }: Terminal = ours) {
  const lines = createInterface({ input, output });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once("close", () => resolve(""));
      lines.question(`${question} [y/N] `).then(resolve, () => resolve(""));
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/**
 * Says what is about to be done, and asks whether it may be.
 *
 * @param yes Whether that was answered with --yes already.
 * @throws Failure when it may not be, or nobody can be asked.
 */
export async function expectConsent(what: string, yes: boolean, terminal = ours): Promise<void> {
  terminal.output.write(`${what}\n`);
  if (yes) return;
  if (!canAsk(terminal)) {
    throw new Failure("Nobody can be asked here, and nothing was changed: --yes does without.");
  }
  if (!(await agrees("Go on?", terminal))) throw new Failure("Nothing was changed.");
}
