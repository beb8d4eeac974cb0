import { Failure } from "../failure";
import type { Container } from "./objects";
import type { Values } from "./values";

/** A container's variables: those that may be read by anybody, and those that a Secret has. */
export interface Variables {
  plain: Record<string, string>;
  secret: Record<string, string>;
}

/** The variables of a container, with the values that its Secrets have. */
export function variables({ env = [], envFrom = [] }: Container, values: Values): Variables {
  const all: Variables = { plain: {}, secret: {} };
  for (const { secretRef } of envFrom) Object.assign(all.secret, values.secret(secretRef.name));
  for (const { name, value = "", valueFrom } of env) {
    delete all.secret[name];
    if (valueFrom !== undefined) all.secret[name] = values.value(valueFrom.secretKeyRef);
    else if (names(value).some((other) => other in all.secret)) {
      all.secret[name] = expanded(value, { ...all.plain, ...all.secret });
    } else all.plain[name] = expanded(value, all.plain);
  }
  return all;
}

/**
 * A command as Kubernetes runs it, with $(NAME) for the value of a variable.
 *
 * @throws Failure when that is a secret: it would stand in the Compose file.
 */
export function expandedCommand(
  { name, command, args }: Container,
  { plain, secret }: Variables,
): { entrypoint?: string[]; command?: string[] } {
  const expand = (texts: string[]) =>
    texts.map((text) => {
      const told = names(text).find((variable) => variable in secret);
      if (told === undefined) return expanded(text, plain);
      throw new Failure(
        `${name}: its command has $(${told}), which is a secret: leave it to the command to read the variable ${told}`,
      );
    });
  return {
    ...(command === undefined ? {} : { entrypoint: expand(command) }),
    ...(args === undefined ? {} : { command: expand(args) }),
  };
}

/** Secret variables as a file that Compose reads: in quotes, where nothing but an escape has a meaning. */
export function envFile(secret: Readonly<Record<string, string>>): string {
  return Object.entries(secret)
    .map(([name, value]) => `${name}="${value.replace(/[\\"$]/g, "\\$&")}"\n`)
    .join("");
}

function names(text: string): string[] {
  return [...text.matchAll(reference)].flatMap(([, name]) => name ?? []);
}

/** As Kubernetes: $(NAME) stays where there is no such variable, and $$ is a dollar. */
function expanded(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(reference, (whole, name?: string) =>
    name === undefined ? "$" : (known[name] ?? whole),
  );
}

const reference = /\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g;
