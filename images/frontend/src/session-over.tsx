import { useEffect, useRef } from "react";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { missing } from "./missing.ts";
import { useServices, useSession } from "./services.tsx";

/** Over the page, when the session has ended: what was typed there waits until it goes on. */
export function SessionOver() {
  const { api, session } = useServices();
  const { text } = useLanguage();
  const { login, over } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (over) dialog.current?.showModal();
  }, [over]);

  if (!over || !login) return null;
  const { email, username } = login.user;
  const check = (values: Values) => missing(values, text, ["password"]);
  const send = (values: Values) => api.logIn({ email, password: values("password") });

  return (
    <dialog
      ref={dialog}
      aria-labelledby="session-over"
      // Closed by Escape, it would leave what waits behind it waiting for ever.
      onCancel={(event) => event.preventDefault()}
      onClose={() => dialog.current?.showModal()}
    >
      <h2 id="session-over">{text.sessionOver}</h2>
      <p>{text.sessionOverText}</p>
      <Form check={check} send={send} action={text.logInAs(<bdi>{username}</bdi>)}>
        {/* For password managers, which otherwise do not know whose password it is. */}
        <input name="email" autoComplete="username" defaultValue={email} hidden readOnly />
        <Field
          name="password"
          label={text.password}
          type="password"
          autoComplete="current-password"
        />
      </Form>
      <button type="button" className="plain" onClick={() => session.end()}>
        {text.logOut}
      </button>
    </dialog>
  );
}
