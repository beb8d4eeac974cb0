import { Link } from "wouter";
import type { Event } from "./api.ts";
import { ConfirmedButton } from "./confirmed-button.tsx";
import { useLanguage } from "./language.tsx";
import { Advice, Notice } from "./notice.tsx";
import { useServices } from "./services.tsx";
import type { Login } from "./session.ts";
import { useCancellation } from "./use-cancellation.ts";

/** Whether the person who is logged in may change and cancel the event. */
export function isOwner({ createdBy }: Event, login: Login | undefined): boolean {
  return createdBy !== undefined && createdBy === login?.user.id;
}

interface OwnerActionsProps {
  event: Event;
  onCancelled: () => void;
}

/** What the owner of an event can do with it. */
export function OwnerActions({ event, onCancelled }: OwnerActionsProps) {
  const { api } = useServices();
  const { text } = useLanguage();
  const { busy, problem, cancel } = useCancellation({
    send: () => api.cancelEvent(event.id),
    done: () => text.eventIsCancelled(<bdi>{event.name}</bdi>),
    onCancelled,
  });

  return (
    <div className="owner">
      <Link className="button" href={`/events/${event.id}/edit`}>
        {text.editEvent}
      </Link>
      <ConfirmedButton
        action={text.cancelEvent}
        question={text.cancelEventQuestion}
        yes={text.yesCancel}
        no={text.noKeep}
        busy={busy}
        onConfirm={() => void cancel()}
      />
      {problem && (
        <Notice problem={problem}>
          <Advice problem={problem} />
        </Notice>
      )}
    </div>
  );
}
