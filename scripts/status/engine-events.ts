/** What the engine is at. */
export interface Step {
  /** Such as "create" or "update". */
  op: string;
  urn: string;
}

interface EngineEvent {
  resourcePreEvent?: { metadata: Step };
  resOutputsEvent?: { metadata: Step };
  resOpFailedEvent?: { metadata: Step };
}

/** Operations that change nothing, and end with the look that they take. */
const harmless = new Set(["same", "read", "refresh"]);

/**
 * The steps of an update that have begun and not ended.
 *
 * @param log What the engine has written of it so far, an event a line (`--event-log`); the last may be half written.
 */
export function stepsUnderWay(log: string): Step[] {
  const steps = new Map<string, Step>();
  const lines = log.split("\n").slice(0, -1);
  for (const line of lines) {
    const event = JSON.parse(line) as EngineEvent;
    const begun = event.resourcePreEvent?.metadata;
    const ended = (event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
    if (begun !== undefined && !harmless.has(begun.op))
      steps.set(`${begun.op} ${begun.urn}`, begun);
    if (ended !== undefined) steps.delete(`${ended.op} ${ended.urn}`);
  }
  return [...steps.values()];
}

/** Whether a step waits for pods: of a Deployment, or of a StatefulSet that is new. */
export function isRollout({ op, urn }: Step): boolean {
  const [, kind] = /kubernetes:apps\/v1:(Deployment|StatefulSet)::[^:]+$/.exec(urn) ?? [];
  return kind === "Deployment" || (kind === "StatefulSet" && op === "create");
}

/** The name that the program has for what a step is about: the part's, where it is a Deployment. */
export function nameOf({ urn }: Step): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
