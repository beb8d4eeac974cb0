import { useContext, useId, type ComponentProps } from "react";
import { FieldProblems } from "./form.tsx";
import { useLanguage } from "./language.tsx";

interface FieldProps extends ComponentProps<"input"> {
  /** As the services call it. */
  name: string;
  label: string;
  /** What may be typed. @default nothing */
  hint?: string;
  /** Whether it takes several lines. @default false */
  multiline?: boolean;
  /** What may be chosen, beside being typed. @default nothing */
  choices?: readonly string[];
}

/** A labelled input with what is wrong with it. */
export function Field(props: FieldProps) {
  const { name, label, hint, multiline = false, choices, required = true, ...input } = props;
  const { text } = useLanguage();
  const id = useId();
  const problem = useContext(FieldProblems).get(name);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const attributes = {
    id,
    name,
    required,
    "aria-invalid": problem !== undefined,
    "aria-describedby": described === "" ? undefined : described,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {!required && <span className="optional"> {text.optional}</span>}
      </label>
      {multiline ? (
        <textarea {...attributes} rows={3} defaultValue={input.defaultValue} />
      ) : (
        <input {...attributes} {...input} list={choices && `${id}-choices`} />
      )}
      {choices && (
        <datalist id={`${id}-choices`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p className="problem" id={`${id}-problem`}>
          {text.fieldProblem(label, problem)}
        </p>
      )}
    </div>
  );
}
