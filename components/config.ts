import { ConfigReader } from "./config-reader";
import { externalConfig } from "./external-config";
import { readGateway } from "./gateway-config";
import { imageSource } from "./image-source";
import { mirrored } from "./mirror";
import { rules } from "./rules";

/** The stack's configuration, validated; Pulumi.yaml describes every key and holds its default. */
export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and validates the whole configuration; nothing else reads it.
 *
 * @throws RunError that lists every mistake at once, each with its key, its value and what is allowed.
 */
export function readConfig() {
  const read = new ConfigReader();
  const mirror = read.text("imageMirror", rules.registry);
  const image = (key: string): string => mirrored(read.text(key, rules.image), mirror);

  const config = {
    kubeContext: read.text("kubeContext", rules.context),
    namespace: read.text("namespace", rules.label),
    ...readGateway(read),
    registry: read.text("registry", rules.registry),
    registryUsername: read.text("registryUsername", rules.optionalText),
    platform: read.text("platform", rules.platform),
    images: read.text("images", rules.imageMode),
    imageDigests: read.object("imageDigests", "an object of image names and their digests"),
    imageMirror: mirror,
    storageClass: read.text("storageClass", rules.optionalName),
    userReplicas: read.integer("userReplicas", 1, 100),
    userMaxReplicas: read.ceiling("userMaxReplicas", "userReplicas", 100),
    eventReplicas: read.integer("eventReplicas", 1, 100),
    eventMaxReplicas: read.ceiling("eventMaxReplicas", "eventReplicas", 100),
    bookingReplicas: read.integer("bookingReplicas", 1, 100),
    bookingMaxReplicas: read.ceiling("bookingMaxReplicas", "bookingReplicas", 100),
    frontendReplicas: read.integer("frontendReplicas", 1, 100),
    frontendMaxReplicas: read.ceiling("frontendMaxReplicas", "frontendReplicas", 100),
    helloReplicas: read.integer("helloReplicas", 1, 100),
    helloMaxReplicas: read.ceiling("helloMaxReplicas", "helloReplicas", 100),
    rabbitmqReplicas: Number(read.text("rabbitmqReplicas", rules.brokers)),
    helloMessage: read.text("helloMessage", rules.line),
    helloVersion: read.text("helloVersion", rules.version),
    protectStores: read.flag("protectStores"),
    mysqlStorage: read.text("mysqlStorage", rules.quantity),
    redisStorage: read.text("redisStorage", rules.quantity),
    mongodbStorage: read.text("mongodbStorage", rules.quantity),
    rabbitmqStorage: read.text("rabbitmqStorage", rules.quantity),
    mysqlExternal: externalConfig(read, "mysqlExternal"),
    redisExternal: externalConfig(read, "redisExternal", "database"),
    eventsDbExternal: externalConfig(read, "eventsDbExternal"),
    bookingsDbExternal: externalConfig(read, "bookingsDbExternal"),
    rabbitmqExternal: externalConfig(read, "rabbitmqExternal"),
    mysqlImage: image("mysqlImage"),
    redisImage: image("redisImage"),
    mongodbImage: image("mongodbImage"),
    rabbitmqImage: image("rabbitmqImage"),
    nginxImage: image("nginxImage"),
    nodeImage: image("nodeImage"),
    debianImage: image("debianImage"),
  };

  const derived = { imageSource: imageSource(read, config) };

  read.finish();
  return Object.freeze({ ...config, ...derived });
}
