import { partSchemas } from "../components/config/part-schemas";
import { sections } from "../components/config/section-schemas";
import type { Node } from "./settings-schema";

interface Row {
  key: string;
  preset: string;
  description: string;
  allowed: string;
}

/** Every setting as a row of a Markdown table, in the order of the schemas. */
export function settingsTable(): string {
  const rows = [
    ...Object.entries(sections).flatMap(([key, schema]) => rowsOf(key, schema as Node)),
    ...Object.entries(partSchemas).flatMap(([key, kinds]) => partRows(key, kinds)),
  ];
  const lines = rows.map(
    ({ key, preset, description, allowed }) =>
      `| \`${key}\` | ${preset} | ${description} | ${allowed.replaceAll("|", "\\|")} |`,
  );
  return [
    "| setting | default | what it is | allowed |",
    "| --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/** The settings of the parts of one key: those that only some kinds have say which. */
function partRows(key: string, kinds: Record<string, object>): Row[] {
  const all = Object.entries(kinds).flatMap(([kind, schema]) =>
    rowsOf(`${key}.NAME`, schema as Node).map((row) => ({ ...row, kind })),
  );
  const keys = [...new Set(all.map((row) => row.key))];
  return keys.flatMap((name) => {
    const [first, ...others] = all.filter((row) => row.key === name);
    if (first === undefined) return [];
    const having = [first, ...others].map(({ kind }) => kind);
    const some = having.length < Object.keys(kinds).length ? ` (${having.join(", ")})` : "";
    return [{ ...first, description: `${first.description}${some}` }];
  });
}

function rowsOf(key: string, { properties, ...node }: Node): Row[] {
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, inner]) => rowsOf(`${key}.${name}`, inner));
  }
  const { description = "", allowed = "", preset = "none: it must be said", secret } = node;
  return [
    { key, preset, description, allowed: secret === true ? `${allowed}; encrypted` : allowed },
  ];
}
