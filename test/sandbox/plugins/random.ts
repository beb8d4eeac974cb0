import type { Plugin } from "./plugin";
import { RandomString } from "./random-string";

/** The stand-in for the official `random` plugin, as far as stacks here use it. */
export const randomPlugin: Plugin = {
  version: "4.21.2",
  resources: {
    "random:index/randomPassword:RandomPassword": new RandomString("password"),
    "random:index/randomString:RandomString": new RandomString("string"),
  },
};
