import assert from "node:assert/strict";
import * as path from "node:path";
import { kubeconform, kubernetesVersion } from "../sandbox/binaries";
import { rendered, stacks } from "./rendered";
import { kubernetesSchemas } from "./schemas";
import { build, judge } from "./tools";

/** What kubeconform says of one object. */
interface Verdict {
  kind: string;
  name: string;
  status: string;
  msg: string;
}

describe(`kubeconform, with the schemas of Kubernetes ${kubernetesVersion.full}`, () => {
  let schemas: string;
  before(async () => {
    await build([kubeconform]);
    schemas = await kubernetesSchemas();
  });

  async function verdicts(manifests: string): Promise<Verdict[]> {
    const location = path.join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
    const options = ["-strict", "-verbose", "-output=json", `-schema-location=${location}`];
    return (JSON.parse(await judge(kubeconform, options, manifests)) as { resources: Verdict[] })
      .resources;
  }

  for (const stack of stacks) {
    it(`finds every object of ${stack} valid`, async () => {
      const manifests = rendered(stack);
      const all = await verdicts(manifests);
      assert.equal(all.length, manifests.match(/^kind: /gm)?.length);
      assert.deepEqual(
        all.filter(({ status }) => status !== "statusValid"),
        [],
      );
    });
  }

  const service = (spec: string) =>
    verdicts(`apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: ${spec}\n`);
  const mistakes: [what: string, spec: string, said: RegExp][] = [
    ["a field that there is not", "{ selectors: { a: b } }", /'selectors' not allowed/],
    ["a text for a number", `{ ports: [{ port: "80" }] }`, /got string, want integer/],
    ["the lack of what is required", "{ ports: [{ name: a }] }", /missing property 'port'/],
  ];
  for (const [what, spec, said] of mistakes) {
    it(`would find ${what}`, async () => {
      const [verdict] = await service(spec);
      assert.equal(verdict?.status, "statusInvalid");
      assert.match(verdict?.msg ?? "", said);
    });
  }

  it("would find a kind that this version has not", async () => {
    const [verdict] = await verdicts(
      "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: { name: a }\n",
    );
    assert.equal(verdict?.status, "statusError");
  });

  it("knows numbers where a port or an amount may be either", async () => {
    const spec = "{ ports: [{ port: 80, targetPort: 8080 }, { port: 81, targetPort: http }] }";
    assert.equal((await service(spec))[0]?.status, "statusValid");
  });
});
