import * as assert from "node:assert/strict";
import { eventually, kubectl } from "../cluster";
import { timed } from "../stages";

const account = "without-secret";

describe("the registry that demands a login", () => {
  afterEach(async () => {
    await kubectl(["delete", "pod/pull-with", "pod/pull-without", "--ignore-not-found", "--now"]);
    await kubectl(["delete", `serviceaccount/${account}`, "--ignore-not-found"]);
  });

  it("is pulled from with the secret of the stack's own service accounts, and not without", async () => {
    const template = (path: string) =>
      kubectl(["get", "deployment/hello", `--output=jsonpath={.spec.template.spec.${path}}`]);
    const image = await template("containers[0].image");
    const own = await template("serviceAccountName");
    assert.match(image, /\/hello@sha256:[0-9a-f]{64}$/);
    await timed("a pull with the secret, and one without", async () => {
      await kubectl(["create", "serviceaccount", account]);
      await kubectl(["apply", "--filename=-"], JSON.stringify(pod("pull-with", image, own)));
      await kubectl(["apply", "--filename=-"], JSON.stringify(pod("pull-without", image, account)));
      await eventually("the pod with the secret has run", 60, async () =>
        (await status("pull-with", "{.status.phase}")).startsWith("Succeeded"),
      );
      const waiting = "{.status.containerStatuses[0].state.waiting.reason}";
      await eventually("the pod without it cannot pull", 60, async () =>
        ["ErrImagePull", "ImagePullBackOff"].includes(await status("pull-without", waiting)),
      );
      const events = await kubectl([
        "get",
        "events",
        "--field-selector=involvedObject.name=pull-without",
        "--output=jsonpath={.items[*].message}",
      ]);
      assert.match(events, /401 Unauthorized|authorization failed/);
    });
  });
});

function status(pod: string, path: string): Promise<string> {
  return kubectl(["get", `pod/${pod}`, `--output=jsonpath=${path}`]);
}

/** A pod that does nothing, as the namespace admits it, and asks the registry each time. */
function pod(name: string, image: string, serviceAccountName: string) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      serviceAccountName,
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 101,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name,
          image,
          imagePullPolicy: "Always",
          command: ["true"],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          resources: {
            requests: { cpu: "1m", memory: "4Mi", "ephemeral-storage": "1Mi" },
            limits: { cpu: "100m", memory: "16Mi", "ephemeral-storage": "1Mi" },
          },
        },
      ],
    },
  };
}
