// A service for drain.test.ts to send signals to.
import { setTimeout as sleep } from "node:timers/promises";
import { Dependency, run, Type } from "../src/index.ts";

const store = {
  open: async () => {},
  ping: async () => {},
  drop: () => {},
  close: async () => console.log(JSON.stringify({ msg: "the store is closed" })),
  isOutage: () => true,
};

void run({
  title: "draining",
  environment: Type.Object({}),
  create: (_environment, log) => ({
    dependencies: [new Dependency("store", store, log)],
    routes: (app) => {
      app.post("/things", { config: { public: true } }, async () => ({}));
      app.get("/slow", async () => {
        await sleep(2_300);
        console.log(JSON.stringify({ msg: "slow is answered" }));
        return { done: true };
      });
    },
  }),
});
