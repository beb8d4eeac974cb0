import * as assert from "node:assert/strict";
import { kubectl, pods } from "./cluster";
import { type Outcome, steadyLoad } from "./load";
import { type Person, person } from "./person";
import { record } from "./stages";

/** Seconds from SIGTERM to the end of the process. */
const limit = 10;
/** Kubernetes tells both ends of that time in whole seconds. */
const rounding = 1;

interface Ended {
  metadata: { deletionTimestamp: string; deletionGracePeriodSeconds: number };
  spec: { containers: { lifecycle: { preStop: { sleep: { seconds: number } } } }[] };
  status: {
    containerStatuses: { state: { terminated: { exitCode: number; finishedAt: string } } }[];
  };
}

/** Deletes a pod. @returns its state between the end of its container and its own. */
async function deleted(name: string): Promise<Ended> {
  const terminated = "{.status.containerStatuses[0].state.terminated.exitCode}";
  const ended = kubectl([
    ...["wait", `pod/${name}`, `--for=jsonpath=${terminated}`],
    ...["--timeout=60s", "--output=json"],
  ]);
  await kubectl(["delete", "pod", name, "--wait=false"]);
  return JSON.parse(await ended) as Ended;
}

/** Seconds that the container took once its preStop pause was over and SIGTERM came. */
function drained({ metadata, spec, status }: Ended): number {
  const [container] = spec.containers;
  const [ended] = status.containerStatuses;
  const pause = container?.lifecycle.preStop.sleep.seconds ?? 0;
  const told = Date.parse(metadata.deletionTimestamp) / 1000 - metadata.deletionGracePeriodSeconds;
  return Date.parse(ended?.state.terminated.finishedAt ?? "") / 1000 - told - pause;
}

describe("a pod that has to go", () => {
  let someone: Person;
  before(async () => {
    someone = await person();
  });

  const requests = {
    user: () => ({ path: "/users/me", options: { token: someone.token } }),
    eventservice: () => ({ path: "/events", options: {} }),
    bookingservice: () => ({ path: "/bookings", options: { token: someone.token } }),
  };
  for (const [app, request] of Object.entries(requests)) {
    it(`of ${app} ends with 0 within ${limit} s of SIGTERM, and no request fails`, async () => {
      const [pod] = await pods(app);
      assert.ok(pod !== undefined);
      const load = steadyLoad([{ method: "GET", ...request(), expected: 200 }]);
      let outcome: Outcome | undefined;
      let ended: Ended | undefined;
      try {
        ended = await deleted(pod.name);
      } finally {
        outcome = await load.stop();
      }
      assert.equal(ended.status.containerStatuses[0]?.state.terminated.exitCode, 0);
      const seconds = drained(ended);
      record(`SIGTERM to the end of ${app}`, `${seconds} s`);
      assert.ok(seconds <= limit + rounding, `it took ${seconds} s`);
      assert.ok(outcome.requests > 50);
      assert.deepEqual(outcome.failures, []);
    });
  }
});
