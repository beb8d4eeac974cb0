import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { types } from "@pulumi/kubernetes";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../scripts/manifests";
import { bareMachine, renderArguments } from "./render-command";

/** The statements, the route and the lines of YAML of a service and its store, and nothing in components/. */
const statements = `
const reportsDatabase = new MySql("mysql-for-reports", { app, database: "reports" });
const reports = new Service("reports", { app, port: 8080, uses: [reportsDatabase] });
`;
const route = `
    { host: "api", paths: ["/reports"], service: reports },`;
const sizes = {
  services: "reports: { replicas: 4, maxReplicas: 9, cpu: 75m, memory: 96Mi, memoryLimit: 160Mi }",
  stores: "mysql-for-reports: { storage: 7Gi, cpu: 300m, memory: 3Gi, binaryLog: true }",
};

describe("a service and a store that are added to a copy of the program", function () {
  this.timeout(120_000);

  let folder: string;
  let objects: Manifest[];

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const entry of ["components", "scripts", "images", "index.ts", "package.json"])
      copy(entry);
    for (const entry of ["tsconfig.json", "Pulumi.yaml", "Pulumi.prod.yaml"]) copy(entry);
    fs.symlinkSync(path.join(bareMachine.cwd, "node_modules"), path.join(folder, "node_modules"));

    fs.mkdirSync(path.join(folder, "images/reports"));
    fs.writeFileSync(path.join(folder, "images/reports/Dockerfile"), "FROM scratch\nCOPY . /\n");
    change("index.ts", "\nconst gateway =", (found) => statements + found);
    change("index.ts", "routes: [", (found) => found + route);
    for (const [key, line] of Object.entries(sizes)) {
      change("Pulumi.prod.yaml", `slipway:${key}:\n`, (found) => `${found}    ${line}\n`);
    }

    const { status, stdout, stderr } = spawnSync(process.execPath, renderArguments("prod"), {
      ...bareMachine,
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    objects = parseAllDocuments(stdout, { version: "1.1" }).map((each) => each.toJS() as Manifest);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function copy(entry: string): void {
    fs.cpSync(path.join(bareMachine.cwd, entry), path.join(folder, entry), {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
  }

  function change(file: string, text: string, to: (found: string) => string): void {
    const before = fs.readFileSync(path.join(folder, file), "utf8");
    assert.ok(before.includes(text), `${file} has no ${text}`);
    fs.writeFileSync(path.join(folder, file), before.replace(text, to));
  }

  function object<Spec>(kind: string, name: string): Spec {
    const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
    assert.ok(found !== undefined, `there is no ${kind} ${name}`);
    return found.spec as Spec;
  }

  it("have the sizes that the stack's YAML gives them", () => {
    const { template } = object<types.output.apps.v1.DeploymentSpec>("Deployment", "reports");
    const own = template.spec.containers[0]?.resources;
    assert.equal(own?.requests?.["cpu"], "75m");
    assert.equal(own?.requests?.["memory"], "96Mi");
    assert.equal(own?.limits?.["memory"], "160Mi");
    const scaled = objects.filter(({ kind }) => kind === "HorizontalPodAutoscaler");
    const scaler = scaled
      .map(({ spec }) => spec as types.output.autoscaling.v2.HorizontalPodAutoscalerSpec)
      .find(({ scaleTargetRef }) => scaleTargetRef.name === "reports");
    assert.deepEqual([scaler?.minReplicas, scaler?.maxReplicas], [4, 9]);

    const server = object<types.output.apps.v1.StatefulSetSpec>("StatefulSet", "mysql-for-reports");
    const { requests, limits } = server.template.spec.containers[0]?.resources ?? {};
    assert.equal(requests?.["cpu"], "300m");
    assert.equal(requests?.["memory"], "3Gi");
    assert.equal(limits?.["memory"], "3Gi");
    const claim = object<types.output.core.v1.PersistentVolumeClaimSpec>(
      "PersistentVolumeClaim",
      "data-mysql-for-reports-0",
    );
    assert.equal(claim.resources.requests["storage"], "7Gi");
  });

  it("are built, reached and let through like the others", () => {
    const { template } = object<types.output.apps.v1.DeploymentSpec>("Deployment", "reports");
    const [container] = template.spec.containers;
    assert.match(container?.image ?? "", /\/reports@sha256:/);
    const variables = new Map(container?.env.map(({ name, value }) => [name, value]));
    assert.equal(variables.get("MYSQL_HOST"), "mysql-for-reports");
    const ingresses = objects.filter(({ kind }) => kind === "Ingress").map(({ spec }) => spec);
    assert.match(JSON.stringify(ingresses), /"path":"\/reports"/);
    const selects = (name: string) =>
      objects.filter(
        ({ kind, spec }) => kind === "NetworkPolicy" && JSON.stringify(spec).includes(`"${name}"`),
      ).length;
    // Its own, and the other side's that names it.
    for (const name of ["reports", "mysql-for-reports"]) assert.ok(selects(name) >= 2, name);
  });
});
