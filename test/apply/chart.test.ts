import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { chart } from "../../scripts/apply/chart";
import { binaryFile, helm } from "../sandbox/binaries";
import { digest, newFolder, present, type Written, type WrittenObject, written } from "./written";

const helmFile = binaryFile(helm);

describe("a chart", function () {
  this.timeout(60_000);

  const images = { web: `registry.test/web@${digest}` };
  const of = (kind: string, fields: object) => {
    const metadata = { name: "a" };
    const object = { apiVersion: "v1", kind, metadata, ...fields };
    return chart([{ logicalName: "a", object }], { stack: "dev", images });
  };

  it("has the stack's images as values, and those of others as they are", () => {
    const containers = [{ image: images.web }, { image: "redis:8.0.6" }];
    const files = of("Deployment", { spec: { containers } });
    assert.deepEqual(parse(files.get("values.yaml") ?? ""), { images });
    const template = files.get("templates/70-deployment-a.yaml") ?? "";
    assert.match(template, /image: \{\{ index \.Values\.images "web" \| quote \}\}\n/);
    assert.match(template, /image: redis:8\.0\.6\n/);
    // Another image in a Job of the same name would be refused.
    const job = of("Job", { spec: { containers } }).get("templates/60-job-a.yaml") ?? "";
    assert.ok(job.includes(images.web));
  });

  it("has what Secrets hold as values, and nowhere else", () => {
    const files = of("Secret", { data: { TOKEN: Buffer.from("off").toString("base64") } });
    const { secrets } = parse(files.get("values.yaml") ?? "", { version: "1.1" }) as {
      secrets: object;
    };
    assert.deepEqual(secrets, { a: { TOKEN: "off" } });
    const template = files.get("templates/20-secret-a.yaml") ?? "";
    assert.match(
      template,
      /\n  TOKEN: \{\{ index \.Values\.secrets "a" "TOKEN" \| b64enc \| quote \}\}\n$/,
    );
  });

  it("takes braces of the program's for what they are", () => {
    const files = of("ConfigMap", { data: { format: "{{ .Names }}" } });
    const template = files.get("templates/20-configmap-a.yaml") ?? "";
    assert.ok(template.includes(`{{ "{{" }} .Names }}`), template);
  });

  it("leaves volumes and their namespace when it is uninstalled, and has the quota come last", () => {
    const annotations = (kind: string, file: string) =>
      (parse(of(kind, {}).get(`templates/${file}`) ?? "") as WrittenObject).metadata.annotations;
    const keep = { "helm.sh/resource-policy": "keep" };
    assert.deepEqual(annotations("Namespace", "00-namespace-a.yaml"), keep);
    assert.deepEqual(annotations("PersistentVolumeClaim", "30-persistentvolumeclaim-a.yaml"), keep);
    const quota = annotations("ResourceQuota", "35-resourcequota-a.yaml");
    assert.equal(quota?.["helm.sh/hook"], "post-install,pre-upgrade");
    assert.equal(annotations("Service", "40-service-a.yaml"), undefined);
  });

  it("is packed without the passwords beside it, which are its owner's alone", async () => {
    const { folder, text } = await written("dev", newFolder(), { tool: "helm", withSecrets: true });
    assert.equal(text(".helmignore"), "passwords\n");
    for (const file of ["passwords", "values.yaml", "templates/20-secret-user-env.yaml"]) {
      assert.equal(fs.statSync(path.join(folder, file)).mode & 0o777, 0o600, file);
    }
    fs.writeFileSync(path.join(folder, "templates", "gone.yaml"), "");
    await assert.rejects(written("dev", folder, { tool: "helm" }), /templates holds .*gone\.yaml/);
  });

  describe("as Helm reads it", () => {
    let applied: Written;
    let folder: string;
    before(async function () {
      // Nothing here builds it.
      if (!fs.existsSync(helmFile)) return this.skip();
      applied = await written("dev", newFolder(), { withSecrets: true });
      folder = newFolder();
      fs.mkdirSync(folder);
      // So that both have the same.
      fs.copyFileSync(path.join(applied.folder, "passwords"), path.join(folder, "passwords"));
      await written("dev", folder, { tool: "helm", withSecrets: true });
    });
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(helmFile, args, { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      return stdout;
    };

    it("has nothing to be warned of", () => {
      assert.match(run("lint", "--strict", folder), /1 chart\(s\) linted, 0 chart\(s\) failed/);
    });

    it("is what kubectl would be given, but for what is said to Helm", () => {
      const objects = parseAllDocuments(run("template", "slipway", folder), { version: "1.1" })
        .map((each) => each.toJS() as WrittenObject | null)
        .filter((object) => object !== null);
      assert.deepEqual(present(objects).sort(), present(applied.objects).sort());
      const plain = (all: WrittenObject[]) =>
        all
          .map(({ metadata: { annotations: _, ...metadata }, ...rest }) => ({ ...rest, metadata }))
          .sort((a, b) => (present([a])[0] ?? "").localeCompare(present([b])[0] ?? ""));
      assert.deepEqual(plain(objects), plain(applied.objects));
    });

    it("takes another image from its values", () => {
      const image = "registry.test/frontend:1";
      const text = run("template", "slipway", folder, "--set", `images.frontend=${image}`);
      assert.ok(text.includes(`image: "${image}"\n`));
    });
  });
});
