import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { type Manifest, manifests, yaml } from "../scripts/manifests";
import type { Registered } from "../scripts/registered";
import { bareMachine, renderArguments } from "./render-command";

function render(...args: string[]) {
  return spawnSync(process.execPath, renderArguments(...args), {
    ...bareMachine,
    encoding: "utf8",
  });
}

function documents(stream: string): Manifest[] {
  return parseAllDocuments(stream, { version: "1.1" }).map((each) => each.toJS() as Manifest);
}

describe("npm run render", function () {
  this.timeout(120_000);

  const rendered: Record<string, ReturnType<typeof render>> = {};
  before(() => {
    for (const stack of ["dev", "prod"]) rendered[stack] = render(stack);
  });

  for (const stack of ["dev", "prod"]) {
    const objects = () => documents(rendered[stack]?.stdout ?? "");

    it(`shows what ${stack} would deploy, and nothing else`, () => {
      assert.equal(rendered[stack]?.stderr, "");
      assert.equal(rendered[stack]?.status, 0);
      const kinds = objects().map(({ kind }) => kind);
      assert.equal(kinds[0], "Namespace");
      for (const kind of ["Deployment", "StatefulSet", "Job", "Secret", "Ingress"]) {
        assert.ok(kinds.includes(kind), kind);
      }
      for (const { apiVersion, kind, metadata } of objects()) {
        assert.match(`${apiVersion} ${kind} ${metadata.name}`, /^[\w./]+ \w+ [-a-z0-9]+$/);
      }
    });

    it(`shows no value of a Secret of ${stack}`, () => {
      const values = objects().flatMap(({ kind, data = {}, stringData = {} }) =>
        kind === "Secret" ? [...Object.values(data), ...Object.values(stringData)] : [],
      );
      assert.notEqual(values.length, 0);
      for (const value of values) assert.ok(["", "{}", "e30="].includes(value), value);
    });

    it(`names every image of ${stack} by its version or digest`, () => {
      const images = JSON.stringify(objects()).match(/"image":"[^"]+"/g) ?? [];
      assert.notEqual(images.length, 0);
      for (const image of images) assert.match(image, /(@sha256:[0-9a-f]{64}|:[^:@]*\d[^:@]*)"$/);
    });
  }

  it("takes the values of the stack's own file", () => {
    const host = (stack: string) => /host: api\.(\S+)/.exec(rendered[stack]?.stdout ?? "")?.[1];
    assert.equal(host("dev"), "slipway.localhost");
    assert.equal(host("prod"), "example.com");
  });

  describe("with --out", () => {
    let folder: string;
    beforeEach(() => {
      folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-")), "new");
    });
    afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

    it("writes the same, in the same order each time, a file an object", () => {
      assert.equal(render("dev", "--out", folder).stdout, "");
      // Over what is there already.
      assert.equal(render("dev", "--out", folder).status, 0);
      const all = documents(rendered["dev"]?.stdout ?? "");
      const files = fs.readdirSync(folder);
      assert.equal(files.length, all.length);
      for (const object of all) {
        const file = `${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
        assert.deepEqual(parse(fs.readFileSync(path.join(folder, file), "utf8")), object);
      }
    });

    it("refuses a folder with anything else in it, and names that", () => {
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, "deployment-gone.yaml"), "");
      const { status, stderr } = render("dev", "--out", folder);
      assert.equal(status, 1);
      assert.match(stderr, /holds deployment-gone\.yaml/);
    });
  });

  it("refuses no stack, two and one that has no file, and says which there are", () => {
    assert.match(render().stderr, /Which stack is missing[^]*npm run render -- dev\|prod/);
    assert.match(render("staging").stderr, /no stack "staging".*there are dev and prod\n$/);
    assert.match(render("dev", "prod").stderr, /One stack at a time: dev prod/);
  });

  for (const [args, said] of [
    [["--out", "a", "--apply", "b"], /^One of --out, --apply and --helm at/],
    [["--apply", "a", "--helm", "b"], /^One of --out, --apply and --helm at/],
    [["--with-secrets"], /^--secret-store and --with-secrets are for --apply and --helm\./],
    [["--out", "a", "--secret-store", "vault"], /are for --apply and --helm\./],
    [["--apply", "a", "--secret-store", "vault", "--with-secrets"], /^Either --secret-store or/],
    [["--apply", "a", "--secret-store", "My Vault"], /^--secret-store is "My Vault", which is no/],
    [["--apply", ""], /^The folder's name is empty\./],
    [["--replicas", "3"], /^Unknown option '--replicas'/],
  ] as const) {
    it(`refuses ${args.join(" ")}, and shows what there is`, () => {
      const { status, stderr } = render("dev", ...args);
      assert.equal(status, 1);
      assert.match(stderr, said);
      assert.match(stderr, /\n\nnpm run render -- dev\|prod .*\n/);
    });
  }
});

describe("a manifest", () => {
  const registered = (
    kind: string,
    name: string,
    inputs: object,
    blanked: object = inputs,
  ): Registered => {
    const type = `kubernetes:core/v1:${kind}`;
    const object = { apiVersion: "v1", kind };
    const rest = {
      parent: "",
      dependencies: [],
      ignored: [],
      provider: "",
      custom: true,
      leaves: [],
    };
    const of = (own: object) => ({ ...object, metadata: {}, ...own });
    return { ...rest, type, name, urn: name, inputs: of(inputs), blanked: of(blanked) };
  };

  it("keeps the keys of a Secret, with values that the cluster takes", () => {
    const data = { ".dockerconfigjson": "eyJhdXRocyI6e319", key: "a2V5" };
    const stringData = { ".dockerconfigjson": `{"auths":{}}`, key: "key" };
    assert.deepEqual(
      manifests([
        registered("Secret", "binary", { data }, { data: "" }),
        registered("Secret", "text", { stringData }, { stringData: "" }),
      ]).map(({ data, stringData }) => ({ data, stringData })),
      [
        { data: { ".dockerconfigjson": "e30=", key: "" }, stringData: undefined },
        { data: undefined, stringData: { ".dockerconfigjson": "{}", key: "" } },
      ],
    );
  });

  it("has no secret outside of Secrets either", () => {
    const [map] = manifests([registered("ConfigMap", "a", { data: { a: "b" } }, { data: "" })]);
    assert.equal(map?.data, "");
  });

  it("is none where the cluster would tell two objects apart by names that it makes up", () => {
    const twice = [registered("Secret", "a", {}), registered("Secret", "a", {})];
    assert.throws(() => manifests(twice), /two objects of the kind Secret named a/);
  });

  it("is none of a resource that is no object of Kubernetes", () => {
    const image = { ...registered("Image", "a", {}), type: "docker:index/image:Image" };
    assert.deepEqual(manifests([image]), []);
  });

  it("stands in an order that is not the program's, with the namespace first", () => {
    const kinds = ["Service", "Namespace", "ConfigMap"];
    const objects = manifests(kinds.map((kind) => registered(kind, "a", {})));
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["Namespace", "ConfigMap", "Service"],
    );
  });

  it("keeps a text a text for those who read YAML as it was before 1.2", () => {
    const texts = { a: "off", b: "1:30", c: "0777", d: "no", e: "1e3", f: "~" };
    const [map] = manifests([registered("ConfigMap", "a", { data: texts })]);
    const lines = yaml([map as Manifest]).split("\n");
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(lines.includes(`  ${key}: "${text}"`), `${key}: ${text}`);
    }
  });
});
