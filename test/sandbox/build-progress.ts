/** How often a build tells where it is, in milliseconds. */
const interval = 15_000;

/**
 * Makes of what `go build -v` prints a line now and then.
 * @param progress prints a line.
 * @returns what is to be called with each line of the build's.
 */
export function buildProgress(
  progress: (line: string) => void,
  now = Date.now,
): (line: string) => void {
  let compiled = 0;
  let reported = now();
  return (line) => {
    // Packages come by their bare names; go's own words, as of a download, begin with its name.
    const remark = /^go: (.*)/.exec(line)?.[1];
    if (remark === undefined) compiled += 1;
    if (now() - reported < interval) return;
    reported = now();
    progress(`${compiled} packages compiled, now ${remark ?? line}`);
  };
}
