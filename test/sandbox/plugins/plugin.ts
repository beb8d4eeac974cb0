import type { Properties } from "./property";

/** What a resource tells the person who runs the update. */
export interface Log {
  /** A line that stays in the diagnostics. */
  message(severity: "info" | "warning", text: string): void;
  /** A line that the next one replaces. */
  status(text: string): void;
}

export interface CheckFailure {
  property: string;
  reason: string;
}

/** One changed top-level property. */
export interface Change {
  kind: "add" | "delete" | "update";
  /** The change needs a new resource. */
  replace: boolean;
}

export interface Created {
  id: string;
  outputs: Properties;
}

/** One resource type. Every bag of properties comes without secret marks and without nulls. */
export interface Resource {
  /** The inputs with their defaults. Values may be unknown during a preview. */
  check(news: Properties, log: Log): Promise<{ inputs: Properties; failures?: CheckFailure[] }>;
  /** The changed properties by name; none means that nothing changed. */
  diff(state: Properties, news: Properties): Map<string, Change>;
  create(inputs: Properties, preview: boolean, log: Log): Promise<Created>;
  /** Only for types that have a change without replacement. */
  update?(inputs: Properties, preview: boolean, log: Log): Promise<Properties>;
}

/** What the executable `pulumi-resource-NAME` serves. Its resources need nothing when they go. */
export interface Plugin {
  /** What the plugin answers when it is asked; the SDK's own version. */
  version: string;
  resources: Record<string, Resource>;
  /** Takes the provider's configuration. Throws if it cannot work with it. */
  configure?(config: Properties): Promise<void>;
  /** Stops what runs: the person has interrupted the update. */
  cancel?(): void;
}
