import type { Account } from "./account";
import type { Target } from "./target";

/** What is said once a port of this machine leads to it. */
export function openedText(target: Target, port: number, account: Account | undefined): string {
  const { name, kind, at, notes } = target;
  const opened = at(port);
  const isPage = opened.startsWith("http:");
  const rows = [
    isPage ? ["page", opened] : ["address", `127.0.0.1:${port}`],
    ...(isPage ? [] : [["client", opened]]),
    ...(account === undefined
      ? [["account", "its own, if it asks for one"]]
      : [
          ["user", account.user],
          ["password", account.password ?? "printed with --print-password"],
        ]),
    ...notes.map((note) => ["note", note]),
  ];
  const lines = rows.map(([key = "", value = ""]) => `  ${key.padEnd(9)} ${value}`);
  return [`${name} (${kind}) is open until ctrl-C:`, ...lines].join("\n");
}

/** What there is, a line each. @param outside Stores outside of the cluster, at their addresses. */
export function targetsText(
  targets: readonly Target[],
  outside: Readonly<Record<string, string>>,
): string {
  const rows = [
    ...targets.map(({ name, kind }) => [name, kind]),
    ...Object.entries(outside).map(([name, address]) => [
      name,
      `outside of the cluster: ${address}`,
    ]),
  ];
  const width = Math.max(0, ...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", kind = ""]) => `  ${name.padEnd(width)}  ${kind}`).join("\n");
}
