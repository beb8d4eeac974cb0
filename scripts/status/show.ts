import { styleText } from "node:util";
import { duration, type Finding } from "./finding";
import type { PartStatus } from "./parts";

/** A stack's state, as the command shows it and as `--json` prints it. */
export interface Status {
  stack: string;
  namespace: string;
  ready: boolean;
  parts: PartStatus[];
  findings: Finding[];
  urls: string[];
}

const bad = new Set<string>(["not ready", "absent"] satisfies PartStatus["state"][]);

type Style = Parameters<typeof styleText>[0];

/** Marks up a text; does nothing where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Colours on a terminal alone, and on none whose user has set NO_COLOR. */
export function painter(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const plain = (env["NO_COLOR"] ?? "") !== "" || stream.isTTY !== true;
  return (style, text) => (plain ? text : styleText(style, text, { validateStream: false }));
}

/** The whole of it: a line a part, then each cause with its evidence, then the addresses. */
export function statusText({ parts, findings, urls }: Status, paint: Paint): string {
  const rows = parts.map((part) => [
    part.name,
    part.state === "elsewhere" ? "" : `${part.ready}/${part.desired}`,
    part.state,
    part.versions.join(" ← "),
    part.restarts === 0 ? "" : `restarts: ${part.restarts}, the last: ${part.lastRestart}`,
    part.backup === null ? "" : `last backup: ${ageText(part.backup.age)}`,
    part.uses.length === 0 ? "" : `→ ${part.uses.join(", ")}`,
  ]);
  const widthOf = (column: number) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  const table = rows.map((row) => {
    const line = row.flatMap((cell, column) => {
      const width = widthOf(column);
      if (width === 0) return [];
      const padded = cell.padEnd(width);
      return column === 2 ? paint(bad.has(cell) ? "red" : "green", padded) : padded;
    });
    return line.join("  ").trimEnd();
  });
  const causes = findings.length === 0 ? [] : ["", findingsText(findings, paint)];
  return [...table, ...causes, "", ...urls].join("\n");
}

function ageText(seconds: number | null): string {
  return seconds === null ? "none" : `${duration(seconds * 1000)} ago`;
}

/** The causes alone, each with what shows it and what mends it. */
export function findingsText(findings: readonly Finding[], paint: Paint): string {
  return findings
    .map(({ sentence, evidence, mend }) =>
      [
        paint("bold", `${sentence}.`),
        ...evidence.map((line) => `    ${paint("dim", shortened(line))}`),
        `  ${mend}`,
      ].join("\n"),
    )
    .join("\n\n");
}

function shortened(line: string): string {
  const flat = line.replaceAll(/\s+/g, " ").trim();
  return flat.length > 300 ? `${flat.slice(0, 299)}…` : flat;
}
