import { Link, Redirect, useLocation, useSearch } from "wouter";
import { CredentialFields } from "./credential-fields.tsx";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { loginPath, nextPath } from "./login-path.ts";
import { missing } from "./missing.ts";
import { Page } from "./page.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices, useSession } from "./services.tsx";
import { useStatus } from "./status.tsx";
import type { Text } from "./text/en.tsx";

export function RegisterPage() {
  const { api } = useServices();
  const { text } = useLanguage();
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
      say(text.welcome);
    } catch {
      // The account is there, so that this form would only answer that its name is taken.
      navigate(loginPath(next));
      say(text.accountReady);
    }
  }

  return (
    <Page title={text.register}>
      <Form check={check} send={send} action={text.register} inDoubt={text.registerInDoubt}>
        <Field name="username" label={text.name} autoComplete="username" hint={text.usernameHint} />
        <CredentialFields password="new-password" />
      </Form>
      <p>
        {text.alreadyRegistered} <Link href={loginPath(next)}>{text.logIn}</Link>
      </p>
    </Page>
  );
}

function check(values: Values, text: Text): FieldProblem[] {
  const problems = missing(values, text, ["username", "email", "password"]);
  const { length } = [...values("password")];
  if (length > 0 && length < 8) {
    problems.push({ field: "password", message: text.passwordTooShort });
  }
  return problems;
}
