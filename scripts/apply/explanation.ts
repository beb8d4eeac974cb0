import { type NeededSecret, remoteKey } from "./needed-secret";

interface Options {
  tool: "kubectl" | "helm";
  /** The ClusterSecretStore that Secrets are made from. @default none */
  secretStore: string | undefined;
}

/** What is said in the folder of what else there has to be for the stack to run. */
export function explanation(
  stack: string,
  needed: readonly NeededSecret[],
  { tool, secretStore }: Options,
): string {
  const use = { kubectl: "kubectl apply -f", helm: "helm upgrade --install slipway" }[tool];
  const heading = `The stack ${stack}, for ${use} THIS-FOLDER. Written by npm run render: do not edit it.\n`;
  if (needed.length === 0) {
    return `${heading}
Its Secrets are among it. The file "passwords" has the passwords by their names: as long as it is there, they stay the
same, as the volumes need.
`;
  }
  const place =
    secretStore === undefined
      ? "These Secrets are not here. Make them, with these keys: pods wait for them."
      : `The ClusterSecretStore ${secretStore} has to have these, each with the properties below it.`;
  const lists = needed.map((secret) => {
    const { name, type } = secret;
    const title = secretStore === undefined ? name : remoteKey(stack, secret);
    const values = Object.entries(secret.values).map(([key, value]) => `  ${key}: ${shown(value)}`);
    return `${title}${type === undefined ? "" : ` (${type})`}\n${values.join("\n")}\n`;
  });
  return `${heading}
${place}
A name in <> is a password that you make, of 32 letters and digits: the same wherever that name is. [secret] is what is
encrypted in the stack's settings. All else is to be there as it stands here. Accounts keep the passwords that they are
made with: others are for another passwords.generation in the settings, which makes other accounts.

${lists.join("\n")}`;
}

function shown(value: string): string {
  return value.includes("\n") ? JSON.stringify(value) : value;
}
