import { type Graph, instance } from "@viz-js/viz";
import type { Architecture, Entry, Part } from "./architecture";

/** How the stores are called by those who make them. */
const products: Record<string, string> = {
  MySql: "MySQL",
  Redis: "Redis",
  MongoDb: "MongoDB",
  RabbitMq: "RabbitMQ",
};

/**
 * Colours for a light page and for a dark one, by what is drawn. The texts are smaller than the room that the layout
 * leaves them: the viewer's fonts are not the ones that it knows the widths of.
 */
const style = `
text { font-family: Helvetica, Arial, sans-serif; font-size: 11px; fill: #59636e }
.node text:first-of-type { font-size: 14px; font-weight: 600; fill: #1f2328 }
.graph > polygon { fill: #ffffff; stroke: none }
.cluster > path { fill: #f6f8fa; stroke: #d1d9e0 }
.edge > path { stroke: #818b98; stroke-width: 1.4 }
.edge > polygon { fill: #818b98; stroke: #818b98 }
.entry > path { fill: #ffffff; stroke: #818b98 }
.service > path { fill: #ddf4ff; stroke: #0969da; stroke-width: 1.4 }
.store > path { fill: #dafbe1; stroke: #1a7f37; stroke-width: 1.4 }
.broker > path { fill: #fff1e5; stroke: #bc4c00; stroke-width: 1.4 }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 }
  .node text:first-of-type { fill: #f0f6fc }
  .graph > polygon { fill: #0d1117 }
  .cluster > path { fill: #151b23; stroke: #3d444d }
  .entry > path { fill: #0d1117; stroke: #656c76 }
  .service > path { fill: #121d2f; stroke: #4493f8 }
  .store > path { fill: #12261e; stroke: #3fb950 }
  .broker > path { fill: #2b1d12; stroke: #db6d28 }
}
`;

/** The architecture as a picture: from where it is reached on the left, its stores on the right. */
export async function drawing({ namespace, parts, uses, entries }: Architecture): Promise<string> {
  const services = parts.filter(({ isService }) => isService);
  const stores = parts.filter(({ isService }) => !isService);
  // Out of the right side and into the left, but for services that use each other, which stand in one column.
  const across = (to: string): Record<string, string> =>
    stores.some(({ name }) => name === to) ? { tailport: "e", headport: "w" } : {};
  const graph: Graph = {
    graphAttributes: { rankdir: "LR", bgcolor: "white", pad: 0.25, nodesep: 0.3, ranksep: 1.1 },
    nodeAttributes: { fontname: "Helvetica", fontsize: 16, shape: "box", margin: "0.16,0.08" },
    edgeAttributes: { arrowsize: 0.7 },
    nodes: entries.map((entry) => ({
      name: entry.address,
      attributes: { class: "entry", shape: "plain", label: { html: entryLabel(entry) } },
    })),
    subgraphs: [
      {
        name: "cluster_namespace",
        graphAttributes: {
          label: `namespace ${namespace}`,
          fontname: "Helvetica",
          fontsize: 14,
          labeljust: "l",
          style: "rounded",
          margin: 18,
        },
        subgraphs: [services, stores].map((column) => ({
          graphAttributes: { rank: "same" },
          nodes: column.map((part) => ({
            name: part.name,
            attributes: {
              class: className(part),
              shape: className(part) === "store" ? "cylinder" : "box",
              style: "rounded",
              label: partLabel(part),
              width: 2.1,
            },
          })),
        })),
      },
    ],
    edges: [
      ...entries.flatMap(({ address, leads }) =>
        leads.map(({ to }) => ({
          tail: address,
          head: to,
          attributes: { tailport: `${to}:e`, headport: "w" },
        })),
      ),
      ...uses.map(({ from, to }) => ({ tail: from, head: to, attributes: across(to) })),
    ],
  };
  const svg = (await instance()).renderString(graph, { format: "svg" });
  return svg
    .slice(svg.indexOf("<svg"))
    .replace(/<!--.*?-->\n/g, "")
    .replace(
      /<svg ([^>]*)>/,
      `<svg role="img" $1><title>The stack: who is reached from where, and who uses whom</title><style>${style}</style>`,
    );
}

function className({ isService, kind }: Part): string {
  return isService ? "service" : kind === "RabbitMq" ? "broker" : "store";
}

function partLabel({ name, kind, isService, port, pods }: Part): string {
  if (kind === "Job" || kind === "Schedule") return `${name}\n${kind.toLowerCase()}`;
  const what = isService || kind === "Outside" ? "" : `${products[kind] ?? kind} `;
  if (port === undefined) return `${name}\n${what}elsewhere`;
  return `${name}\n${what}:${port}${pods === "1" ? "" : ` ×${pods}`}`;
}

function entryLabel({ address, leads }: Entry): string {
  const row = (text: string, port?: string) =>
    `<tr><td align="left" width="240"${port === undefined ? "" : ` port="${port}"`}>${text}</td></tr>`;
  const title = `<font point-size="17">&nbsp;${address}</font>`;
  const [first, ...others] = leads;
  const rows =
    first?.paths.join() === "/" && others.length === 0
      ? row(title, first.to)
      : row(title) +
        leads.map(({ to, paths }) => row(`&nbsp;${paths.join(" &nbsp;")}`, to)).join("");
  return `<table border="1" style="rounded" cellborder="0" cellspacing="0" cellpadding="4">${rows}</table>`;
}
