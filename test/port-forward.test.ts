import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import { Kubectl } from "../scripts/kubectl";
import { isTaken, portForward } from "../scripts/port-forward";
import { kubectlStandIn } from "./kubectl-stand-in";

describe("a port of this machine that leads into the cluster", () => {
  let standIn: ReturnType<typeof kubectlStandIn>;
  let kubectl: Kubectl;
  before(() => {
    standIn = kubectlStandIn();
    kubectl = new Kubectl("minikube", "slipway", standIn.env);
  });
  after(() => fs.rmSync(standIn.folder, { recursive: true }));

  it("is an unused one, until it is closed", async () => {
    const { port, ended, close } = await portForward(kubectl, "service/user", { remote: 10086 });
    assert.equal(
      standIn.calls().at(-1),
      "--context=minikube --namespace=slipway port-forward --address=127.0.0.1 service/user :10086",
    );
    assert.ok(await isTaken(port));
    close();
    await ended;
    assert.ok(!(await isTaken(port)));
  });

  it("ends with the signal that it was begun with", async () => {
    const end = new AbortController();
    const options = { signal: end.signal };
    const { port, ended } = await portForward(kubectl, "pod/user-0", { remote: 80 }, options);
    end.abort();
    await ended;
    assert.ok(!(await isTaken(port)));
  });

  it("is refused where somebody listens at it already", async () => {
    const other = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port: local } = other.address() as net.AddressInfo;
    const before = standIn.calls().length;
    await assert.rejects(
      portForward(kubectl, "service/user", { local, remote: 80 }),
      new RegExp(
        `^Error: Port ${local} of this machine, which is to lead to service/user .* taken`,
      ),
    );
    assert.equal(standIn.calls().length, before);
    other.close();
  });

  it("is refused in kubectl's own words", async () => {
    await assert.rejects(
      portForward(kubectl, "service/gone", { remote: 80 }),
      /^Error: kubectl could not lead a port of this machine to service\/gone: Error from server \(NotFound\)/,
    );
    const none = new Kubectl("minikube", "slipway", { PATH: standIn.folder });
    await assert.rejects(portForward(none, "service/user", { remote: 80 }), /spawn kubectl ENOENT/);
  });

  it("is refused where it does not stand in time", async () => {
    await assert.rejects(
      portForward(kubectl, "service/silent", { remote: 80 }, { patience: 300 }),
      /silent: it does not stand after 0\.3 s$/,
    );
  });
});
