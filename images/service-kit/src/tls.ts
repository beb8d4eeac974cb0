import { Type } from "typebox";

/** What the variables `…_TLS` and `…_TLS_CA` of a store take. */
export const tlsVariable = Type.Boolean({
  default: false,
  description: "true for a store that speaks TLS, else false",
});
export const tlsCaVariable = Type.Optional(
  Type.String({
    pattern: "^-----BEGIN CERTIFICATE-----",
    description: "the certificate, in PEM, of who signed the store's; the well-known ones if unset",
  }),
);

/** How a store's certificate is verified: by the well-known authorities, or by this one alone. */
export interface Tls {
  /** PEM */
  ca?: string;
}

/** What a driver is told of TLS: nothing where the store speaks none. */
export function tlsOf(enabled: boolean, ca: string | undefined): Tls | undefined {
  if (!enabled) return undefined;
  return ca === undefined ? {} : { ca };
}
