import { Link, useLocation } from "wouter";
import type { Event, EventChange } from "./api.ts";
import { beginningOf, detailsOf, EventFields, problemsOf } from "./event-fields.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { Loaded } from "./loaded.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { isOwner } from "./owner-actions.tsx";
import { Page } from "./page.tsx";
import { useServices, useSession } from "./services.tsx";
import { useStatus } from "./status.tsx";
import { useResource } from "./use-resource.ts";

interface EditEventPageProps {
  id: string;
}

/** Changes an event of the person's own. What was not touched is not sent: it may be another by now. */
export function EditEventPage({ id }: EditEventPageProps) {
  const { api } = useServices();
  const { text } = useLanguage();
  const { login } = useSession();
  const [, navigate] = useLocation();
  const say = useStatus();
  const resource = useResource(id, (signal) => api.event(id, signal), Infinity);
  const { status } = resource.problem ?? {};
  if (status === 404 || status === 400) return <NotFoundPage />;
  const path = `/events/${id}`;

  async function send(event: Event, values: Values) {
    const change = changeOf(event, values);
    if (Object.keys(change).length > 0) await api.changeEvent(id, change);
    navigate(path);
    say(text.changed(<bdi>{change.name ?? event.name}</bdi>));
  }

  return (
    <Page title={text.editEvent}>
      <Loaded what="event" resource={resource}>
        {(event) =>
          !isOwner(event, login) || event.status === "cancelled" ? (
            <>
              <p>{event.status === "cancelled" ? text.isCancelled : text.notYours}</p>
              <Link href={path}>{text.backToEvent}</Link>
            </>
          ) : (
            <>
              <Form
                check={problemsOf}
                send={(values) => send(event, values)}
                action={text.saveEvent}
                inDoubt={text.changeInDoubt}
              >
                <EventFields beginning={beginningOf(event)} />
              </Form>
              <p>
                <Link href={path}>{text.backToEvent}</Link>
              </p>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function changeOf(event: Event, values: Values): EventChange {
  const beginning: Record<string, string | undefined> = beginningOf(event);
  const before: Record<string, unknown> = { ...detailsOf((name) => beginning[name] ?? "") };
  const changed = Object.entries(detailsOf(values)).filter(([name, now]) => now !== before[name]);
  return Object.fromEntries(changed);
}
