import assert from "node:assert/strict";
import { accountsIn } from "../scripts/broker-accounts";

describe("the accounts of the services at their broker", () => {
  const encoded = (value: string) => Buffer.from(value).toString("base64");
  const deployment = (
    name: string,
    secret: string,
    env: { name: string; value: string }[] = [],
  ) => ({
    metadata: { name },
    spec: {
      template: { spec: { containers: [{ env, envFrom: [{ secretRef: { name: secret } }] }] } },
    },
  });
  const url = "amqp://shop-1:p@amqp-broker:5672/%2F";

  it("are those in the Secrets of the Deployments that have one, whatever its prefix", () => {
    const accounts = accountsIn(
      [
        deployment("shop", "shop-env"),
        deployment("user", "user-env"),
        deployment("bank", "bank-env"),
      ],
      [
        { metadata: { name: "shop-env" }, data: { AMQP_BROKER_URL: encoded(url) } },
        { metadata: { name: "shop-env-before" }, data: { AMQP_BROKER_URL: encoded("amqp://old") } },
        { metadata: { name: "user-env" }, data: { MYSQL_PASSWORD: encoded("p") } },
        { metadata: { name: "bank-env" }, data: { ARCHIVE_AMQP_BROKER_URL: encoded(url) } },
      ],
    );
    assert.deepEqual(accounts, [
      { service: "shop", url },
      { service: "bank", url },
    ]);
  });

  it("have the certificate that a broker outside is verified by", () => {
    const env = [{ name: "AMQP_BROKER_TLS_CA", value: "PEM" }];
    const secret = { metadata: { name: "shop-env" }, data: { AMQP_BROKER_URL: encoded(url) } };
    assert.deepEqual(accountsIn([deployment("shop", "shop-env", env)], [secret]), [
      { service: "shop", url, ca: "PEM" },
    ]);
  });
});
