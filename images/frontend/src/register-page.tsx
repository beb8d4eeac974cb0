import { Link, Redirect, useLocation, useSearch } from "wouter";
import { CredentialFields } from "./credential-fields.tsx";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { loginPath, nextPath } from "./login-path.ts";
import { missing } from "./missing.ts";
import { Page } from "./page.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices, useSession } from "./services.tsx";
import { useStatus } from "./status.tsx";

export function RegisterPage() {
  const { api } = useServices();
  const { login } = useSession();
  const [, navigate] = useLocation();
  const say = useStatus();
  const next = nextPath(useSearch());
  if (login) return <Redirect to={next} replace />;

  async function send(values: Values) {
    const credentials = { email: values("email").trim(), password: values("password") };
    await api.register({ username: values("username").trim(), ...credentials });
    try {
      await api.logIn(credentials);
      say("Welcome! Your account is ready.");
    } catch {
      // The account is there, so that this form would only answer that its name is taken.
      navigate(loginPath(next));
      say("Your account is ready. Log in to go on.");
    }
  }

  return (
    <Page title="Register">
      <Form
        check={check}
        send={send}
        action="Register"
        inDoubt="Try to log in before you register again."
      >
        <Field
          name="username"
          label="Name"
          autoComplete="username"
          hint="3 to 32 letters, digits, dots, hyphens or underscores. Others see it."
        />
        <CredentialFields password="new-password" />
      </Form>
      <p>
        Already registered? <Link href={loginPath(next)}>Log in</Link>
      </p>
    </Page>
  );
}

function check(values: Values): FieldProblem[] {
  const problems = missing(values, ["username", "email", "password"]);
  const { length } = [...values("password")];
  if (length > 0 && length < 8) {
    problems.push({ field: "password", message: "is too short: it takes at least 8 characters" });
  }
  return problems;
}
