import { createHash } from "node:crypto";

/** Kinds of which a change is a new object: pods roll with its name, and a Job runs again. */
const renewed = new Set(["ConfigMap", "Job", "Secret"]);

/** Names for what leaves its own to the provider: the same for the same content, where Pulumi's end is random. */
export class Names {
  private readonly byObject = new Map<string, string>();

  /** What references read as the object's name. */
  objectName(logicalName: string, inputs: object): string {
    const { kind = "" } = inputs as { kind?: string };
    // Eight digits of a hash give nothing of what is in it away.
    const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 8);
    const name = renewed.has(kind) ? `${logicalName}-${hash}` : logicalName;
    this.byObject.set(`${kind} ${logicalName}`, name);
    return name;
  }

  /** The name that was given to an object. @default its logical one */
  of(kind: string, logicalName: string): string {
    return this.byObject.get(`${kind} ${logicalName}`) ?? logicalName;
  }
}
