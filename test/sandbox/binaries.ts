import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { buildProgress } from "./build-progress";
import { run } from "./command";
import { binariesDir, sourceDir } from "./paths";
import { recipeHash } from "./recipe-hash";

/** A program that is built from the Go module proxy. */
export interface Binary {
  name: string;
  /** The folder below toolchain/ with go.mod, go.sum and, where the program is ours, main.go. */
  recipe: string;
  /** What to build. @default the recipe's own main.go */
  package?: string;
  /** Variables that the linker sets, by their full name. */
  variables?: Record<string, string>;
  /** What has to be done to the copy of the recipe before the build. */
  prepare?: (folder: string) => Promise<void>;
}

/** The version that the sandbox runs, and that manifests are held against. */
export const kubernetesVersion = { major: "1", minor: "34", full: "v1.34.4" };
const kubernetesVariables = {
  "k8s.io/component-base/version.gitVersion": kubernetesVersion.full,
  "k8s.io/component-base/version.gitMajor": kubernetesVersion.major,
  "k8s.io/component-base/version.gitMinor": kubernetesVersion.minor,
};

/** What speaks MongoDB's protocol, over SQLite: the server of the stand-in for MongoDB. */
export const ferretDb: Binary = {
  name: "ferretdb",
  recipe: "ferretdb",
  package: "github.com/FerretDB/FerretDB/cmd/ferretdb",
  prepare: patchFerretDb,
};

/** MongoDB's own tools for backups, beside that server. */
export const mongoDump = mongoTool("mongodump");
export const mongoRestore = mongoTool("mongorestore");

/** The cluster's DNS server, with no more plugins than a cluster needs. */
export const coreDns: Binary = { name: "coredns", recipe: "coredns" };

/** The ingress controller. */
export const traefik: Binary = {
  name: "traefik",
  recipe: "traefik",
  package: "github.com/traefik/traefik/v3/cmd/traefik",
  variables: {
    "github.com/traefik/traefik/v3/pkg/version.Version": "3.5.3",
    "github.com/traefik/traefik/v3/pkg/version.Codename": "cheddar",
  },
};

/** Everything the sandbox needs that Debian does not have. */
export const binaries: Binary[] = [
  coreDns,
  traefik,
  // Of it, what enforces NetworkPolicies.
  { name: "kube-router", recipe: "kube-router" },
  {
    name: "local-path-provisioner",
    recipe: "local-path-provisioner",
    package: "github.com/rancher/local-path-provisioner",
  },
  {
    name: "metrics-server",
    recipe: "metrics-server",
    package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
  },
  {
    name: "pulumi-language-nodejs",
    recipe: "pulumi-language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
  { name: "kube", recipe: "kubernetes", variables: kubernetesVariables },
  {
    name: "pulumi",
    recipe: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.250.0" },
  },
  {
    name: "pulumi-resource-kubernetes",
    recipe: "pulumi-resource-kubernetes",
    variables: { "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": "4.25.0" },
    prepare: embedProviderSchema,
  },
  ferretDb,
  mongoDump,
  mongoRestore,
];

/** An S3 server over a folder, for backups to go to. */
export const versityGw: Binary = {
  name: "versitygw",
  recipe: "versitygw",
  package: "github.com/versity/versitygw/cmd/versitygw",
};

/** What runs the stack without a cluster, from one file. */
export const dockerCompose: Binary = {
  name: "docker-compose",
  recipe: "docker-compose",
  package: "github.com/docker/compose/v2/cmd",
  variables: { "github.com/docker/compose/v2/internal.Version": "v2.40.3" },
};

/** What installs a chart. */
export const helm: Binary = {
  name: "helm",
  recipe: "helm",
  package: "helm.sh/helm/v4/cmd/helm",
};

/** kubectl, for machines that have none of their own. */
export const kubectl: Binary = {
  name: "kubectl",
  recipe: "kubectl",
  package: "k8s.io/kubernetes/cmd/kubectl",
  variables: kubernetesVariables,
};

/** What holds manifests against the schemas of a Kubernetes version. */
export const kubeconform: Binary = {
  name: "kubeconform",
  recipe: "kubeconform",
  package: "github.com/yannh/kubeconform/cmd/kubeconform",
};

/** What holds manifests against the habits of those who run them. */
export const kubeScore: Binary = {
  name: "kube-score",
  recipe: "kube-score",
  package: "github.com/zegl/kube-score/cmd/kube-score",
};

/** What holds the workflows against what GitHub Actions knows. */
export const actionlint: Binary = {
  name: "actionlint",
  recipe: "actionlint",
  package: "github.com/rhysd/actionlint/cmd/actionlint",
};

function mongoTool(name: string): Binary {
  const prepare = patchMongoTools;
  return {
    name,
    recipe: "mongo-tools",
    package: `github.com/mongodb/mongo-tools/${name}/main`,
    prepare,
  };
}

/** Where the cache has a binary. */
export function binaryFile(binary: Binary): string {
  return join(binariesDir, binary.name);
}

/** What a binary is made from, for whatever is made from the binary. */
export function binaryHash(binary: Binary): string {
  const { prepare, ...recipe } = binary;
  return recipeHash({ ...recipe, prepare: prepare?.name }, recipeFolder(binary));
}

/** The binaries that have to be built before the sandbox can start. */
export async function missingBinaries(wanted: Binary[]): Promise<Binary[]> {
  const missing: Binary[] = [];
  for (const binary of wanted) {
    if (!(await isAccepted(binary))) missing.push(binary);
  }
  return missing;
}

/** Builds one binary into the cache; it appears there only when it is whole. */
export async function buildBinary(binary: Binary, progress: (line: string) => void): Promise<void> {
  await mkdir(binariesDir, { recursive: true });
  const work = `${binaryFile(binary)}.new`;
  await rm(work, { recursive: true, force: true });
  try {
    await cp(recipeFolder(binary), work, { recursive: true });
    await binary.prepare?.(work);
    const variables = Object.entries(binary.variables ?? {}).map(
      ([name, value]) => `-X ${name}=${value}`,
    );
    const target = join(work, "built");
    await run(
      "go",
      [
        ...["build", "-v", "-trimpath", "-ldflags", ["-s -w", ...variables].join(" ")],
        ...["-o", target, binary.package ?? "."],
      ],
      {
        cwd: work,
        env: { CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" },
        onLine: buildProgress(progress),
      },
    );
    await chmod(target, 0o755);
    await rename(target, binaryFile(binary));
    await accept(binary);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Whether the cache has the binary. One that was built here is known by the hash of its recipe, written
 * beside it; one that somebody else put there is taken if a file of sums beside it vouches for it.
 */
async function isAccepted(binary: Binary): Promise<boolean> {
  const file = binaryFile(binary);
  if (!existsSync(file)) return false;
  const noted = await readFile(noteFile(binary), "utf8").catch(() => "");
  if (noted === (await note(binary))) return true;
  const lists = (await readdir(binariesDir)).filter((name) => name.endsWith("SHA256SUMS"));
  const texts = lists.map((name) => readFile(join(binariesDir, name), "utf8"));
  const sum = (await Promise.all(texts))
    .flatMap((text) => text.split("\n"))
    .map((line) => line.split(/\s+\*?/))
    .find(([, name]) => name === binary.name)?.[0];
  if (sum === undefined || sum !== (await sha256(file))) return false;
  await accept(binary);
  return true;
}

async function accept(binary: Binary): Promise<void> {
  await writeFile(noteFile(binary), await note(binary));
}

/** What was accepted: the recipe, and the very file. */
async function note(binary: Binary): Promise<string> {
  const { size, mtimeMs } = await stat(binaryFile(binary));
  return `${binaryHash(binary)} ${size} ${mtimeMs}\n`;
}

function noteFile(binary: Binary): string {
  return join(binariesDir, `${binary.name}.recipe`);
}

/** Where the recipe of a binary is, and with it the modules that it is made from. */
export function recipeFolder(binary: Binary): string {
  return join(sourceDir, "toolchain", binary.recipe);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The two files that the provider's main.go embeds, made from its module's own. */
async function embedProviderSchema(folder: string): Promise<void> {
  const module = "github.com/pulumi/pulumi-kubernetes/provider/v4";
  await run("go", ["mod", "download", module], { cwd: folder });
  const source = (
    await run("go", ["list", "-m", "-f", "{{.Dir}}", module], { cwd: folder })
  ).trim();
  const files = join(source, "cmd/pulumi-resource-kubernetes");
  const schema = JSON.parse(await readFile(join(files, "schema.json"), "utf8")) as object;
  await writeFile(
    join(folder, "schema-embed.json"),
    JSON.stringify({ ...schema, version: "4.25.0" }),
  );
  await cp(join(files, "terraform-mapping.json"), join(folder, "terraform-mapping-embed.json"));
}

/** Adds the version that the module lacks and the binary needs, and lets only one command write at a time. */
async function patchFerretDb(folder: string): Promise<void> {
  await run("go", ["mod", "vendor"], { cwd: folder });
  const source = join(folder, "vendor/github.com/FerretDB/FerretDB");
  const handler = join(source, "internal/handler");
  await writeFile(join(source, "build/version/version.txt"), "v1.24.2\n");
  await rename(join(folder, "writes.go"), join(handler, "writes.go"));

  const commands = join(handler, "commands.go");
  const parts = (await readFile(commands, "utf8")).split(
    /(h\.Msg(?:Insert|Update|Delete|FindAndModify))(?=,)/,
  );
  // Each once, and findAndModify under its two spellings.
  if (parts.length !== 11) throw new Error(`${commands} has not the 5 commands that write`);
  const patched = parts.map((part, index) => (index % 2 === 1 ? `alone(${part})` : part));
  await writeFile(commands, patched.join(""));
}

/** Leaves out of an index what servers before 4.4 wanted, MongoDB has ignored since, and FerretDB refuses. */
async function patchMongoTools(folder: string): Promise<void> {
  await run("go", ["mod", "vendor"], { cwd: folder });
  const file = join(folder, "vendor/github.com/mongodb/mongo-tools/mongorestore/metadata.go");
  const names = "\t\tindexNames = append(";
  const parts = (await readFile(file, "utf8")).split(names);
  if (parts.length !== 2) throw new Error(`${file} does not gather the names of indexes once`);
  await writeFile(file, parts.join(`\t\tdelete(index.Options, "ns")\n${names}`));
}
