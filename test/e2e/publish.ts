import * as assert from "node:assert/strict";
import { kubectlAttempt, secretEnv } from "./cluster";

/** A message as the management API takes it. */
interface Publication {
  routing_key: string;
  payload: string;
  properties?: { message_id?: string; type?: string; headers?: Record<string, unknown> };
}

/** Publishes to an exchange, as the broker's administrator. @throws when no queue takes the message. */
export async function publish(exchange: string, message: Publication): Promise<void> {
  const { RABBITMQ_DEFAULT_PASS: password = "" } = await secretEnv("statefulset/amqp-broker");
  const body = JSON.stringify({
    ...message,
    payload_encoding: "string",
    properties: { delivery_mode: 2, content_type: "application/json", ...message.properties },
  });
  const { stdout, stderr } = await kubectlAttempt(
    ["exec", "--stdin", "amqp-broker-0", "--", "bash", "-c", post, "publish", exchange],
    `${password}\n${body}`,
  );
  assert.match(stdout, /"routed":true/, stderr);
}

/** The password comes on the first line, the message on the second: neither is an argument that others could read. */
const post = `read -r password && read -r body
exec 3<>/dev/tcp/127.0.0.1/15672
printf 'POST /api/exchanges/%%2F/%s/publish HTTP/1.0\\r\\nAuthorization: Basic %s\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \\
  "$1" "$(printf 'admin:%s' "$password" | base64 -w 0)" "\${#body}" "$body" >&3
cat <&3`;
