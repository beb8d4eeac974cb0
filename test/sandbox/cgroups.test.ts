import * as assert from "node:assert/strict";

import { hierarchies } from "./cgroups";

describe("the machine's cgroups", () => {
  it("are one folder under v2", () => {
    const mounts = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\nproc /proc proc rw 0 0\n";
    assert.deepEqual(hierarchies(mounts), ["/sys/fs/cgroup"]);
  });

  it("are one folder a controller under v1, and none of somebody's own mounts", () => {
    const mounts = [
      "tmpfs /sys/fs/cgroup tmpfs rw 0 0",
      "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0",
      "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0",
      "cgroup2 /srv/machine/sys/fs/cgroup cgroup2 rw 0 0",
    ].join("\n");
    assert.deepEqual(hierarchies(mounts), ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/memory"]);
  });
});
