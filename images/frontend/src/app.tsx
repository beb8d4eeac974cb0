import { Route, Switch, useLocation } from "wouter";
import { BookingsPage } from "./bookings-page.tsx";
import { EditEventPage } from "./edit-event-page.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { EventPage } from "./event-page.tsx";
import { EventsPage } from "./events-page.tsx";
import { Header } from "./header.tsx";
import { LanguageProvider } from "./language.tsx";
import { LoginPage } from "./login-page.tsx";
import { Members } from "./members.tsx";
import { NewEventPage } from "./new-event-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { RegisterPage } from "./register-page.tsx";
import { ServicesContext, type Services } from "./services.tsx";
import { SessionOver } from "./session-over.tsx";
import { StatusProvider } from "./status.tsx";

interface AppProps {
  services: Services;
}

/** The whole site. A page that fails leaves the header, which leads to the others. */
export function App({ services }: AppProps) {
  return (
    <LanguageProvider>
      <ErrorBoundary>
        <ServicesContext value={services}>
          <StatusProvider>
            <Header />
            <Pages />
            <SessionOver />
          </StatusProvider>
        </ServicesContext>
      </ErrorBoundary>
    </LanguageProvider>
  );
}

/** Every page and where it is. nginx.conf names the same paths: the others are not found. */
function Pages() {
  const [location] = useLocation();
  return (
    <ErrorBoundary place={location}>
      <Switch>
        <Route path="/">
          <EventsPage />
        </Route>
        <Route path="/login">
          <LoginPage />
        </Route>
        <Route path="/register">
          <RegisterPage />
        </Route>
        <Route path="/bookings">
          <Members>
            <BookingsPage />
          </Members>
        </Route>
        <Route path="/events/new">
          <Members>
            <NewEventPage />
          </Members>
        </Route>
        <Route path="/events/:id/edit">
          {({ id }) => (
            <Members>
              <EditEventPage key={id} id={id} />
            </Members>
          )}
        </Route>
        <Route path="/events/:id">{({ id }) => <EventPage key={id} id={id} />}</Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}
