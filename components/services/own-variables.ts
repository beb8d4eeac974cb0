import * as pulumi from "@pulumi/pulumi";
import { asTexts } from "../config/fields";
import { namesSecret, setSecret } from "../config/secrets";
import type { Settings } from "../config/settings";

/**
 * The variables that a part has of its own: what the program says, over which its settings win; what they hold
 * encrypted is a secret here too.
 *
 * @param place Where the settings of the part stand, such as services.user.
 * @throws Error when the program has a password in plain text. In the settings that is a mistake.
 */
export function ownVariables(
  part: string,
  place: string,
  program: Readonly<Record<string, pulumi.Input<string>>>,
  settings: Settings,
  configured: Readonly<Record<string, string | number | boolean>>,
): Record<string, pulumi.Input<string>> {
  for (const [variable, value] of Object.entries(program)) {
    if (typeof value === "string" && looksSecret(variable, value)) {
      throw new pulumi.RunError(
        `${part}: the variable ${variable} is a password or a key in plain text. Leave it out of the program: ` +
          setSecret(`${place}.env.${variable}`),
      );
    }
  }
  const own = Object.entries(asTexts(configured)).map(([variable, value]) => {
    const at = `${place}.env.${variable}`;
    if (settings.isSealed(at)) return [variable, pulumi.secret(value)] as const;
    if (looksSecret(variable, value)) {
      settings.mistake(at, `is in plain text, but must be encrypted: ${setSecret(at)}`);
    }
    return [variable, value] as const;
  });
  return { ...program, ...Object.fromEntries(own) };
}

/** By its name, or as a URL with a password in it. */
function looksSecret(variable: string, value: string): boolean {
  return namesSecret(variable) || /\/\/[^/\s:@]*:[^/\s@]+@/.test(value);
}
