import { Link, useLocation } from "wouter";
import { LanguageSwitch, useLanguage } from "./language.tsx";
import { useServices, useSession } from "./services.tsx";
import { useStatus } from "./status.tsx";

export function Header() {
  const { api } = useServices();
  const { login } = useSession();
  const { text } = useLanguage();
  const [location, navigate] = useLocation();
  const say = useStatus();

  const links = [
    ["/", text.events],
    ["/bookings", text.myBookings],
    ["/events/new", text.newEvent],
  ] as const;

  function logOut() {
    void api.logOut();
    navigate("/");
    say(text.loggedOut);
  }

  return (
    <header>
      <a className="skip" href="#main">
        {text.skip}
      </a>
      <div className="bar">
        <Link className="brand" href="/">
          MyEvents
        </Link>
        <nav aria-label={text.pages}>
          {links.map(([path, name]) => (
            <Link key={path} href={path} aria-current={path === location ? "page" : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <LanguageSwitch />
        <div className="account">
          {login ? (
            <>
              <bdi className="username" title={login.user.email}>
                {login.user.username}
              </bdi>
              <button type="button" className="quiet" onClick={logOut}>
                {text.logOut}
              </button>
            </>
          ) : (
            <>
              <Link href="/login">{text.logIn}</Link>
              <Link href="/register">{text.register}</Link>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
