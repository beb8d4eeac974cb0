import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import { asTexts } from "../config/fields";
import { setSecret } from "../config/secrets";
import { filePath } from "../config/service-schemas";
import type { Mounts } from "./volume-mounts";

export interface FilesArgs {
  /** Where the settings of the part stand, such as services.user. */
  place: string;
  /** By their absolute paths, as the program has them. */
  program: Readonly<Record<string, pulumi.Input<string>>>;
  /** The same, as the settings have them. */
  configured: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The files of a part, each mounted read-only at its path, beside what the image has there: those in clear from a
 * ConfigMap, and what the settings hold encrypted, or the program knows only later, from a Secret. Their names change
 * with what they hold, so that the pods roll.
 *
 * @throws Error when a path is not absolute, or the program has a private key in plain text.
 */
export function files(
  app: App,
  part: string,
  { place, program, configured }: FilesArgs,
  opts: pulumi.CustomResourceOptions,
): Mounts {
  const plain: Record<string, string> = {};
  const secret: Record<string, pulumi.Input<string>> = {};
  for (const [file, content] of Object.entries(program)) {
    if (!new RegExp(filePath).test(file)) {
      throw new pulumi.RunError(
        `${part}: a file is at "${file}", but must be at an absolute path such as /etc/shop/shop.conf`,
      );
    }
    if (typeof content !== "string") secret[file] = content;
    else if (!isPrivateKey(content)) plain[file] = content;
    else {
      throw new pulumi.RunError(
        `${part}: the file ${file} is a private key in plain text. Leave it out of the program: ` +
          setSecret(`'${place}.files["${file}"]'`),
      );
    }
  }
  for (const [file, content] of Object.entries(asTexts(configured))) {
    delete plain[file];
    delete secret[file];
    if (app.settings.isSealed(`${place}.files`, file)) secret[file] = pulumi.secret(content);
    else plain[file] = content;
    if (file in plain && isPrivateKey(content)) {
      const set = setSecret(`'${place}.files["${file}"]'`);
      app.settings.mistake(
        `${place}.files["${file}"]`,
        `is in plain text, but must be encrypted: ${set}`,
      );
    }
  }

  const metadata = { namespace: app.namespace.name };
  const mounts: Mounts = { volumes: [], volumeMounts: [] };
  // An object without a key would differ from what the cluster gives back, on each update.
  if (Object.keys(plain).length > 0) {
    const data = byKey(plain);
    const { name } = new kubernetes.core.v1.ConfigMap(`${part}-files`, { metadata, data }, opts)
      .metadata;
    mounts.volumes.push({ name: "files", configMap: { name } });
    mounts.volumeMounts.push(...mountsOf("files", plain));
  }
  if (Object.keys(secret).length > 0) {
    const stringData = byKey(secret);
    const secretName = new kubernetes.core.v1.Secret(
      `${part}-files`,
      { metadata, stringData },
      opts,
    ).metadata.name;
    mounts.volumes.push({ name: "secret-files", secret: { secretName } });
    mounts.volumeMounts.push(...mountsOf("secret-files", secret));
  }
  return mounts;
}

/** A key holds no slash: two files of one name in two folders are told apart by their numbers. */
function keyOf(file: string, index: number): string {
  return `${index}-${path.posix.basename(file)}`;
}

function byKey<Content>(contents: Readonly<Record<string, Content>>): Record<string, Content> {
  return Object.fromEntries(
    Object.entries(contents).map(([file, content], index) => [keyOf(file, index), content]),
  );
}

function mountsOf(name: string, contents: object): Mounts["volumeMounts"] {
  return Object.keys(contents).map((file, index) => ({
    name,
    mountPath: file,
    subPath: keyOf(file, index),
    readOnly: true,
  }));
}

function isPrivateKey(content: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(content);
}
