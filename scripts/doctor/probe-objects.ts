import { mirrored } from "../../components/images/mirror";
import { versions } from "../../components/images/versions";
import type { Answer } from "../command";
import type { Kubectl } from "../kubectl";

/** The port that one of the two pods listens on. */
export const port = 8080;

/** For perl, which every Debian has, and so has the image of Redis that the stack runs or is about to. */
const serverScript = `my $s = IO::Socket::INET->new(LocalPort => ${port}, Listen => 5, ReuseAddr => 1) or die $!; while (my $c = $s->accept) { close $c }`;

/** Says again and again whether it connects to the address and port in its arguments: "open" or "closed", a line each. */
export const clientScript =
  "$| = 1; while (1) { print IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 1) ? " +
  '"open\\n" : "closed\\n"; select(undef, undef, undef, 0.1) }';

/** Lets nobody in to any pod. */
export const denyAll = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "deny-all" },
  spec: { podSelector: {}, policyTypes: ["Ingress"] },
};

/** One of the two pods: both could do what either does. @param mirror As in the settings. */
export function talkingPod(name: string, mirror: string): object {
  const image = mirrored(versions.redis, mirror);
  const command = ["perl", "-MIO::Socket::INET", "-e", serverScript];
  return pod(name, { image, command, imagePullPolicy: "IfNotPresent" });
}

/** A pod that asks the registry for its image, and then has nothing to run. */
export function pullPod(image: string): object {
  return pod("pull", { image, imagePullPolicy: "Always" });
}

/** Makes objects in a namespace. They are right, and to have them validated here takes as long as all the rest. */
export function make(own: Kubectl, ...items: object[]): Promise<Answer> {
  const list = { apiVersion: "v1", kind: "List", items };
  return own.attempt(["create", "--validate=false", "--filename=-"], JSON.stringify(list));
}

/** As the strictest namespace admits it. */
function pod(name: string, container: object): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 0,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          ...container,
          name,
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          resources: {
            requests: { cpu: "1m", memory: "8Mi" },
            limits: { cpu: "200m", memory: "64Mi" },
          },
        },
      ],
    },
  };
}
