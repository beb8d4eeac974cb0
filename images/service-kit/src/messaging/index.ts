export { Registry } from "prom-client";
export { UnroutableError, type Broker } from "./broker.ts";
export { Inbox, maxTries, type Delivery, type Outcome } from "./inbox.ts";
export { createMessage, type Message, type MessageSchema } from "./message.ts";
export { Messaging, type Announcement, type BrokerParts } from "./messaging.ts";
export { brokerOf, brokerVariables } from "./variables.ts";
export { subscribe, type Subscription } from "./subscription.ts";
