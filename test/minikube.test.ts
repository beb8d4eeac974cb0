import assert from "node:assert/strict";
import { desktopForward } from "../scripts/minikube";

describe("minikube on a Mac", () => {
  it("is pushed to from Docker's own machine by a container that leads back to this one", () => {
    assert.deepEqual(desktopForward(5000), [
      ...["run", "--rm", "--network=host", "alpine/socat:1.8.0.3"],
      ...["TCP-LISTEN:5000,reuseaddr,fork", "TCP:host.docker.internal:5000"],
    ]);
  });
});
