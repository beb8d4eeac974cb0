import { parseArgs } from "node:util";

/** What the command is told. */
export interface Options {
  /** What is to be opened; undefined for who wants to know what there is. */
  name: string | undefined;
  stack: string;
  /** The port of this machine; undefined for any. */
  local: number | undefined;
  withPassword: boolean;
  help: boolean;
}

/**
 * @param stacks Those that there are: one alone is no NAME.
 * @throws Error with the value and what is allowed.
 */
export function optionsOf(args: string[], stacks: readonly string[]): Options {
  const flag = { type: "boolean", default: false } as const;
  const { values, positionals } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      "print-password": flag,
      help: { ...flag, short: "h" },
    },
    allowPositionals: true,
  });
  const [first, second, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`One NAME and one STACK: ${positionals.join(" ")}.`);
  const isStack = first !== undefined && second === undefined && stacks.includes(first);
  const { port, help, "print-password": withPassword } = values;
  const local = port === undefined ? undefined : Number(port);
  if (local !== undefined && !(Number.isInteger(local) && local >= 1 && local <= 65_535)) {
    throw new Error(`--port is ${port}, but must be a whole number from 1 to 65535.`);
  }
  return {
    name: isStack ? undefined : first,
    stack: (isStack ? first : second) ?? "dev",
    ...{ local, withPassword, help },
  };
}
