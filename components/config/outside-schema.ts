import { addressRanges, group, text, whole, type Static } from "./fields";

export const outsideSchema = group("Settings of something outside of the cluster", {
  host: text("host", {
    description: "Its DNS name, or its IP address",
    preset: "the program's",
  }),
  port: whole(1, 65_535, { description: "Its port", preset: "the program's" }),
  cidrs: addressRanges({
    description:
      "The ranges of addresses that the host may have: a NetworkPolicy knows addresses and no names",
    preset:
      "the program's; the host's own where that is an address; none are needed where `cluster.networkPolicies` is cilium",
  }),
});
export type OutsideSettings = Static<typeof outsideSchema>;
