import { Link, useLocation } from "wouter";
import { useServices, useSession } from "./services.tsx";
import { useStatus } from "./status.tsx";

const links = [
  ["/", "Events"],
  ["/bookings", "My bookings"],
  ["/events/new", "New event"],
] as const;

export function Header() {
  const { api } = useServices();
  const { login } = useSession();
  const [location, navigate] = useLocation();
  const say = useStatus();

  function logOut() {
    void api.logOut();
    navigate("/");
    say("You are logged out.");
  }

  return (
    <header>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <div className="bar">
        <Link className="brand" href="/">
          MyEvents
        </Link>
        <nav aria-label="Pages">
          {links.map(([path, name]) => (
            <Link key={path} href={path} aria-current={path === location ? "page" : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div className="account">
          {login ? (
            <>
              <bdi className="username" title={login.user.email}>
                {login.user.username}
              </bdi>
              <button type="button" className="quiet" onClick={logOut}>
                Log out
              </button>
            </>
          ) : (
            <>
              <Link href="/login">Log in</Link>
              <Link href="/register">Register</Link>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
