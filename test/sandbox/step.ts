const width = 52;

/**
 * Does one step and prints what it was and how long it took.
 * @param work gets a function that prints a line of progress, for what takes long.
 */
export async function step<T>(
  title: string,
  work: (progress: (line: string) => void) => Promise<T>,
): Promise<T> {
  const started = Date.now();
  const interactive = process.stderr.isTTY;
  if (interactive) process.stderr.write(`  ${title} …`);
  let printed = false;
  const progress = (line: string) => {
    if (interactive && !printed) process.stderr.write("\n");
    printed = true;
    process.stderr.write(`    ${line}\n`);
  };
  const finish = (outcome: string) => {
    if (interactive && !printed) process.stderr.write("\r\x1b[K");
    process.stderr.write(`  ${title.padEnd(width)} ${outcome}\n`);
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
