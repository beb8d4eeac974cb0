import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { kubectl, kubernetesVersion, recipeFolder } from "../sandbox/binaries";
import { run } from "../sandbox/command";
import { cacheDir } from "../sandbox/paths";
import { recipeHash } from "../sandbox/recipe-hash";

/** What Kubernetes says of a kind, in the OpenAPI 2.0 that its source carries. */
interface Definition {
  $ref?: string;
  type?: string;
  format?: string;
  properties?: Record<string, Definition>;
  additionalProperties?: Definition | boolean;
  items?: Definition;
  oneOf?: Definition[];
  enum?: string[];
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}
type Definitions = Record<string, Definition>;

const prefix = "#/definitions/";

/**
 * JSON schemas of all kinds of the Kubernetes version in use, in a folder, named as kubeconform looks for them. They
 * come from the source of that version and allow no field that it does not name.
 */
export async function kubernetesSchemas(): Promise<string> {
  const recipe = await readFile(__filename, "utf8");
  const folder = path.join(
    cacheDir,
    "schemas",
    `${kubernetesVersion.full}-${recipeHash(recipe, recipeFolder(kubectl))}`,
  );
  if (existsSync(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    for (const [file, schema] of schemas(await definitions())) {
      await writeFile(path.join(work, file), JSON.stringify(schema));
    }
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function definitions(): Promise<Definitions> {
  const answer = await run("go", ["mod", "download", "-json", "k8s.io/kubernetes"], {
    cwd: recipeFolder(kubectl),
  });
  const { Dir: source } = JSON.parse(answer) as { Dir: string };
  const file = path.join(source, "api", "openapi-spec", "swagger.json");
  return (JSON.parse(await readFile(file, "utf8")) as { definitions: Definitions }).definitions;
}

function schemas(all: Definitions): [file: string, schema: object][] {
  const strict = Object.fromEntries(
    Object.entries(all).map(([name, definition]) => [name, closed(definition)]),
  );
  return Object.values(strict).flatMap((definition) =>
    (definition["x-kubernetes-group-version-kind"] ?? []).map(
      ({ group, version, kind }): [string, object] => [
        [kind, group.split(".")[0], version].filter(Boolean).join("-").toLowerCase() + ".json",
        {
          ...definition,
          properties: {
            ...definition.properties,
            apiVersion: { enum: [[group, version].filter(Boolean).join("/")] },
            kind: { enum: [kind] },
          },
          definitions: reachable(definition, strict),
        },
      ],
    ),
  );
}

/** The same, without room for a field that is not named, and as JSON Schema says it. */
function closed(definition: Definition): Definition {
  const { properties, additionalProperties, items, format } = definition;
  if (format === "int-or-string") return { oneOf: [{ type: "string" }, { type: "integer" }] };
  return {
    ...definition,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, closed(property)]),
          ),
          additionalProperties: additionalProperties ?? false,
        }),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: closed(additionalProperties) }
      : {}),
    ...(items === undefined ? {} : { items: closed(items) }),
  };
}

/** The definitions that a definition refers to, at any depth. */
function reachable(from: Definition, all: Definitions, found: Definitions = {}): Definitions {
  const { $ref, properties = {}, additionalProperties, items } = from;
  const name = $ref?.slice(prefix.length);
  const target = name === undefined ? undefined : all[name];
  if (name !== undefined && target !== undefined && found[name] === undefined) {
    found[name] = target;
    reachable(target, all, found);
  }
  for (const property of Object.values(properties)) reachable(property, all, found);
  if (typeof additionalProperties === "object") reachable(additionalProperties, all, found);
  if (items !== undefined) reachable(items, all, found);
  return found;
}
