const width = 52;

/** Where a step is printed; a terminal shows it while it is under way. */
export interface Output {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

/**
 * Does one step and prints what it was and how long it took.
 * @param work gets a function that prints a line of progress, for what takes long.
 */
export async function step<T>(
  title: string,
  work: (progress: (line: string) => void) => Promise<T>,
  output: Output = process.stderr,
): Promise<T> {
  const started = Date.now();
  if (output.isTTY) output.write(`  ${title} …`);
  let printed = false;
  const progress = (line: string) => {
    if (!printed) output.write(output.isTTY ? "\n" : `  ${title} …\n`);
    printed = true;
    output.write(`    ${line}\n`);
  };
  const finish = (outcome: string) => {
    if (output.isTTY && !printed) output.write("\r\x1b[K");
    output.write(`  ${title.padEnd(width)} ${outcome}\n`);
  };
  try {
    const result = await work(progress);
    finish(seconds(Date.now() - started));
    return result;
  } catch (error) {
    finish(`failed after ${seconds(Date.now() - started)}`);
    throw error;
  }
}

/** A duration as people read it: `0.4 s`, `1 min 5 s`. */
export function seconds(milliseconds: number): string {
  const total = milliseconds / 1000;
  return total < 60
    ? `${total.toFixed(1)} s`
    : `${Math.floor(total / 60)} min ${Math.floor(total % 60)} s`;
}
