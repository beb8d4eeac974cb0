import { type NeededSecret, remoteKey } from "./needed-secret";

/** What is said in the folder of what else there has to be, for `kubectl apply` to lead to a stack that runs. */
export function explanation(
  stack: string,
  needed: readonly NeededSecret[],
  store: string | undefined,
): string {
  const heading = `The stack ${stack}, for kubectl apply -f on this folder. Written by npm run render: do not edit it.\n`;
  if (needed.length === 0) {
    return `${heading}
Its passwords are in the files 20-secret-*. The file "passwords" has them by their names: as long as it is there, they
stay the same, as the volumes need.
`;
  }
  const place =
    store === undefined
      ? "These Secrets are not here. Make them, with these keys: pods wait for them."
      : `The ClusterSecretStore ${store} has to have these keys, each with the properties below it.`;
  const lists = needed.map((secret) => {
    const { name, type } = secret;
    const title = store === undefined ? name : remoteKey(stack, secret);
    const values = Object.entries(secret.values).map(([key, value]) => `  ${key}: ${shown(value)}`);
    return `${title}${type === undefined ? "" : ` (${type})`}\n${values.join("\n")}\n`;
  });
  return `${heading}
${place}
A name in <> is a password that you make, of 32 letters and digits: the same wherever that name is. [secret] is what is
encrypted in the stack's settings. All else is to be there as it stands here.

${lists.join("\n")}`;
}

function shown(value: string): string {
  return value.includes("\n") ? JSON.stringify(value) : value;
}
