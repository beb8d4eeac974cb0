import { group, oneOf, text, type Static } from "./fields";

export const volumeSchema = group("Settings of one volume", {
  storage: text("storage", { description: "Its size", preset: "1Gi" }),
  storageClass: text("objectName", {
    description: "Its StorageClass",
    preset: "`cluster.storageClass`",
  }),
  accessMode: oneOf(["ReadWriteOnce", "ReadWriteMany"], {
    description: "Whether pods of several parts and nodes may mount it; its class must allow that",
    preset: "ReadWriteOnce",
  }),
});
export type VolumeSettings = Static<typeof volumeSchema>;
