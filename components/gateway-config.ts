import { certificateMistake, firstLine, keyMistake } from "./certificate";
import type { ConfigReader } from "./config-reader";
import { rules } from "./rules";
import type { Tls } from "./tls";

/** What the configuration says of the way in from outside. */
export function readGateway(read: ConfigReader) {
  const domain = read.text("domain", rules.domain);
  const hosts = Object.freeze({
    api: `api.${domain}`,
    site: `www.${domain}`,
    hello: `hello.${domain}`,
  });
  const config = {
    domain,
    exposure: read.choice("exposure", ["ingress", "loadBalancer", "nodePort"]),
    gatewayNodePort: read.integer("gatewayNodePort", 30000, 32767),
    ingressClass: read.text("ingressClass", rules.optionalName),
    ingressController: read.choice("ingressController", ["ingress-nginx", "traefik", "other"]),
    ingressNamespace: read.text("ingressNamespace", rules.label),
    ingressAnnotations: annotations(read),
    helloNodePort: read.optionalInteger("helloNodePort", 30000, 32767, "none"),
  };

  const { exposure, gatewayNodePort, helloNodePort } = config;
  if (exposure !== "ingress") {
    const unused = {
      ingressClass: config.ingressClass !== "",
      ingressAnnotations: Object.keys(config.ingressAnnotations).length > 0,
    };
    for (const [key, set] of Object.entries(unused)) {
      if (set) read.refuse(key, `empty: exposure is "${exposure}"`);
    }
  }
  if (exposure === "nodePort" && gatewayNodePort === helloNodePort) {
    read.refuse("gatewayNodePort", "another than helloNodePort");
  }
  return { ...config, ...readTls(read, Object.values(hosts)), hosts };
}

function readTls(read: ConfigReader, hosts: string[]) {
  const tlsSecret = read.text("tlsSecret", rules.optionalName);
  const tlsIssuer = read.text("tlsIssuer", rules.optionalName);
  const tlsCertificate = read.text("tlsCertificate", rules.anything);
  const tlsKey = read.secret("tlsKey");
  const keyText = read.plain("tlsKey");

  const ways = { tlsSecret, tlsIssuer, tlsCertificate };
  const [first, ...others] = Object.entries(ways).flatMap(([key, value]) =>
    value === "" ? [] : [key],
  );
  for (const other of others) {
    read.mistake(other, `is set, and so is ${first}, but a certificate comes from one place`);
  }
  const mistake = tlsCertificate === "" ? undefined : certificateMistake(tlsCertificate, hosts);
  if (mistake !== undefined) {
    read.mistake("tlsCertificate", `is "${firstLine(tlsCertificate)}", but ${mistake}`);
  } else if (tlsCertificate !== "" && tlsKey === undefined) {
    read.mistake("tlsKey", "is not set, but tlsCertificate is: set both or neither");
  }
  if (tlsKey !== undefined && tlsCertificate === "") {
    read.mistake("tlsKey", "is set, but tlsCertificate is empty: set both or neither");
  } else if (keyText !== undefined) {
    const wrong = keyMistake(tlsCertificate, keyText);
    if (wrong !== undefined) read.mistake("tlsKey", wrong);
  }

  const tls: Tls | undefined =
    tlsSecret !== ""
      ? { secret: tlsSecret }
      : tlsIssuer !== ""
        ? { issuer: tlsIssuer }
        : tlsKey !== undefined
          ? { certificate: tlsCertificate, key: tlsKey }
          : undefined;
  return { tlsSecret, tlsIssuer, tlsCertificate, tls };
}

function annotations(read: ConfigReader): Readonly<Record<string, string>> {
  const key = "ingressAnnotations";
  const allowed = `an object of texts, such as {"example.com/name": "value"}`;
  const entries = Object.entries(read.object(key, allowed));
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (texts.length < entries.length) read.refuse(key, allowed);
  return Object.fromEntries(texts);
}
