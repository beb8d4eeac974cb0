import {
  createContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
  type SubmitEvent,
} from "react";
import { useLanguage } from "./language.tsx";
import { Advice, Notice } from "./notice.tsx";
import { noAnswer, Problem, type FieldProblem } from "./problem.ts";
import { useStatus } from "./status.tsx";
import { Submission } from "./submission.ts";
import type { Text } from "./text/en.tsx";

/** What the person typed, by the fields' names. */
export type Values = (name: string) => string;

interface FormProps {
  /** What is wrong before it is sent. The services have the last word. @default nothing */
  check?: (values: Values, text: Text) => FieldProblem[];
  /** Sends what was typed. The key is the same when the same is sent again, for want of a clear answer. */
  send: (values: Values, key: string) => Promise<void>;
  /** On the button. */
  action: ReactNode;
  /** What to do when nobody knows whether it was done. @default nothing */
  inDoubt?: string;
  className?: string;
  children: ReactNode;
}

/** By the field's name, for Field to show. */
export const FieldProblems = createContext<ReadonlyMap<string, string>>(new Map());

interface Outcome {
  /** With the fields that the form does not have. */
  problem?: Problem;
  beside: ReadonlyMap<string, string>;
}

const noProblem: Outcome = { beside: new Map() };

/** A form that keeps what was typed until it is done, and puts each problem beside its field. */
export function Form({ check, send, action, inDoubt, className, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [submission] = useState(() => new Submission());
  const { text } = useLanguage();
  const say = useStatus();
  const [busy, setBusy] = useState(false);
  const [{ problem, beside }, setOutcome] = useState(noProblem);

  useEffect(() => {
    if (beside.size > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [beside]);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const names = new Set(data.keys());
    const values: Values = (name) => String(data.get(name) ?? "");
    setBusy(true);
    setOutcome(noProblem);
    say("");
    try {
      const fields = check?.(values, text) ?? [];
      if (fields.length > 0) throw new Problem((text) => text.notRightYet, { fields, status: 400 });
      await send(values, submission.keyFor(JSON.stringify([...data])));
      submission.close();
    } catch (error) {
      const problem = noAnswer(error);
      if (!isInDoubt(problem)) submission.close();
      setOutcome(outcome(problem, names));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form ref={form} className={className} noValidate onSubmit={(event) => void submit(event)}>
      <FieldProblems value={beside}>{children}</FieldProblems>
      {problem && (
        <Notice problem={problem}>
          <Advice problem={problem} />
          {inDoubt !== undefined && isInDoubt(problem) && <p>{inDoubt}</p>}
        </Notice>
      )}
      <button type="submit" className="main" aria-disabled={busy}>
        {busy ? text.oneMoment : action}
      </button>
    </form>
  );
}

/** Without an answer, or with one that something broke on the way or is still under way, it may be done. */
function isInDoubt({ status, code }: Problem): boolean {
  return status === 0 || status >= 500 || code === "in_progress";
}

function outcome(problem: Problem, names: ReadonlySet<string>): Outcome {
  const beside = new Map<string, string>();
  const others: FieldProblem[] = [];
  for (const { field, message } of problem.fields) {
    // One input may hold a whole list, whose elements the services number.
    const name = names.has(field) ? field : field.replace(/(\.\d+)+$/, "");
    if (names.has(name)) beside.set(name, message);
    else others.push({ field, message });
  }
  return { problem: new Problem(problem.words, { ...problem, fields: others }), beside };
}
