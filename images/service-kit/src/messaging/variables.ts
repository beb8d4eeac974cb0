import { Type, type Static } from "typebox";
import { tlsCaVariable, tlsOf, tlsVariable } from "../tls.ts";
import type { BrokerParts } from "./messaging.ts";
import { RabbitMq } from "./rabbitmq.ts";

/** The environment of a service with a broker. */
export const brokerVariables = {
  AMQP_BROKER_URL: Type.String({
    pattern: "^amqps?://[^/]+",
    description: "an AMQP URL such as amqp://user:password@host:5672/%2F",
    secret: true,
  }),
  AMQP_BROKER_TLS: tlsVariable,
  AMQP_BROKER_TLS_CA: tlsCaVariable,
};
const Variables = Type.Object(brokerVariables);

/** How to connect to the broker that the environment leads to. */
export function brokerOf(environment: Static<typeof Variables>) {
  const { AMQP_BROKER_URL: url, AMQP_BROKER_TLS, AMQP_BROKER_TLS_CA } = environment;
  const tls = tlsOf(AMQP_BROKER_TLS, AMQP_BROKER_TLS_CA);
  return (parts: BrokerParts) => new RabbitMq({ ...parts, url, tls });
}
