import { Link, Redirect, useSearch } from "wouter";
import { CredentialFields } from "./credential-fields.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { loginPath, nextPath } from "./login-path.ts";
import { Page } from "./page.tsx";
import { missing } from "./missing.ts";
import { useServices, useSession } from "./services.tsx";

export function LoginPage() {
  const { api } = useServices();
  const { text } = useLanguage();
  const { login } = useSession();
  const next = nextPath(useSearch());
  if (login) return <Redirect to={next} replace />;

  const check = (values: Values) => missing(values, text, ["email", "password"]);
  const send = (values: Values) =>
    api.logIn({ email: values("email").trim(), password: values("password") });

  return (
    <Page title={text.logIn}>
      <Form check={check} send={send} action={text.logIn}>
        <CredentialFields password="current-password" />
      </Form>
      <p>
        {text.noAccount} <Link href={loginPath(next, "/register")}>{text.register}</Link>
      </p>
    </Page>
  );
}
