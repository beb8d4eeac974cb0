import { parse } from "yaml";
import { App } from "../../components/app";
import { gatewayHere } from "../../scripts/compose/gateway";
import { type ComposeStack, composeStack } from "../../scripts/compose/stack";
import { unexpressed } from "../../scripts/compose/unexpressed";
import { placeholders } from "../../scripts/manifests";
import type { Registered } from "../../scripts/registered";
import { rehearse } from "../../scripts/rehearse";
import { rehearseStack, withCluster } from "../../scripts/rehearse-stack";
import { stackConfig } from "../../scripts/stack-config";
import { configOf, passwordNamed, type TestSettings } from "../deploy";

/** A service as the file has it. */
export interface Service {
  image: string;
  pull_policy?: string;
  build?: { context: string; dockerfile: string; args: Record<string, string> };
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  hostname?: string;
  user?: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  mem_limit: string;
  restart: string;
  volumes?: string[];
  tmpfs?: string[];
  secrets?: { source: string; target: string }[];
  configs?: { source: string; target: string }[];
  healthcheck?: { test: string[]; interval: string; start_period: string };
  depends_on?: Record<string, { condition: string }>;
  networks?: Record<string, { aliases: string[] } | null>;
  network_mode?: string;
  ports?: string[];
}

export interface Document {
  name: string;
  services: Record<string, Service>;
  networks: Record<string, { internal: boolean }>;
  volumes: Record<string, object>;
  secrets: Record<string, { file: string }>;
  configs: Record<string, { file: string }>;
}

/** A program as Compose has it, and what it has not. */
export interface Composed extends ComposeStack {
  document: Document;
  resources: readonly Registered[];
  left: string[];
  /** @throws Error when the file has no such service. */
  service(name: string): Service;
}

const standIns = { ...placeholders, password: passwordNamed };
/** Where the file would be: the folder of the clone, so that what it says of folders is relative to that. */
const folder = process.cwd();

/** A program of one's own, with some settings. */
export async function composed(
  program: (app: App) => void,
  settings: TestSettings = {},
): Promise<Composed> {
  const asWritten = configOf(settings);
  const config = { ...asWritten, "slipway:gateway": gatewayHere(asWritten["slipway:gateway"]) };
  const { resources } = await withCluster("shop", () =>
    rehearse(() => program(new App()), { stack: "dev", config, standIns }),
  );
  return result(resources, asWritten);
}

/** One of the clone's stacks. @param settings Keys that are to differ from its files. */
export async function composedStack(
  stack: string,
  settings: Record<string, string> = {},
): Promise<Composed> {
  const asWritten = { ...stackConfig(stack).values, ...settings };
  const changed = { ...settings, "slipway:gateway": gatewayHere(asWritten["slipway:gateway"]) };
  return result((await rehearseStack(stack, { changed, standIns })).resources, asWritten);
}

function result(resources: readonly Registered[], settings: Record<string, string>): Composed {
  const stack = composeStack(resources, folder);
  const document = parse(stack.text) as Document;
  return {
    ...stack,
    document,
    resources,
    left: unexpressed(resources, settings, []),
    service(name) {
      const service = document.services[name];
      if (service === undefined) {
        throw new Error(`There is no ${name} among ${Object.keys(document.services).join(", ")}`);
      }
      return service;
    },
  };
}
