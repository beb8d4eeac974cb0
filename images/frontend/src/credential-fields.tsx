import { Field } from "./field.tsx";

interface CredentialFieldsProps {
  /** What password managers are to do. */
  password: "current-password" | "new-password";
}

export function CredentialFields({ password }: CredentialFieldsProps) {
  return (
    <>
      <Field name="email" label="E-mail address" type="email" autoComplete="email" />
      <Field
        name="password"
        label="Password"
        type="password"
        autoComplete={password}
        hint={password === "new-password" ? "8 to 128 characters" : undefined}
      />
    </>
  );
}
