import { Field } from "./field.tsx";
import { useLanguage } from "./language.tsx";

interface CredentialFieldsProps {
  /** What password managers are to do. */
  password: "current-password" | "new-password";
}

export function CredentialFields({ password }: CredentialFieldsProps) {
  const { text } = useLanguage();
  return (
    <>
      <Field name="email" label={text.email} type="email" autoComplete="email" />
      <Field
        name="password"
        label={text.password}
        type="password"
        autoComplete={password}
        hint={password === "new-password" ? text.passwordHint : undefined}
      />
    </>
  );
}
