import assert from "node:assert/strict";
import { storageCheck } from "../../scripts/doctor/storage";

describe("the doctor's look at the storage", () => {
  const standard = (isDefault: string, grows?: boolean, provisioner = "local") => ({
    metadata: {
      name: "standard",
      annotations: { "storageclass.kubernetes.io/is-default-class": isDefault },
    },
    provisioner,
    ...(grows === undefined ? {} : { allowVolumeExpansion: grows }),
  });
  const minikubes = standard("true", false, "k8s.io/minikube-hostpath");
  const fast = { ...standard("false", true, "ebs.csi.aws.com"), metadata: { name: "fast" } };

  const cases: [what: string, ReturnType<typeof storageCheck>, level: string, says: RegExp][] = [
    ["takes the default", storageCheck([undefined], [standard("true", true)], 1), "ok", /can grow/],
    ["says that none grows", storageCheck([undefined], [standard("true")], 1), "ok", /cannot grow/],
    [
      "misses a default",
      storageCheck([undefined], [standard("false")], 1),
      "fail",
      /no default .*standard/,
    ],
    [
      "misses a class by its name",
      storageCheck(["fast"], [], 1),
      "fail",
      /StorageClass fast .*is none/,
    ],
    [
      "takes minikube's own volumes where it has one node",
      storageCheck([undefined], [minikubes, fast], 1),
      "ok",
      /^standard \(k8s\.io\/minikube-hostpath\)/,
    ],
    [
      "refuses them where it has several",
      storageCheck([undefined], [minikubes, fast], 2),
      "fail",
      /^volumes of standard are on one of the 2 nodes/,
    ],
    [
      "takes another class, however many nodes there are",
      storageCheck(["fast"], [minikubes, fast], 3),
      "ok",
      /^fast \(ebs\.csi\.aws\.com\); volumes can grow$/,
    ],
  ];
  for (const [what, { level, says }, expected, sentence] of cases) {
    it(what, () => {
      assert.equal(level, expected);
      assert.match(says, sentence);
    });
  }

  it("says what makes volumes for several nodes on minikube", () => {
    const { mend } = storageCheck([undefined], [minikubes], 2);
    assert.match(mend ?? "", /csi-hostpath-driver.*cluster\.storageClass csi-hostpath-sc$/);
  });
});
