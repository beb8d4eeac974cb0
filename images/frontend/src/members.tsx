import type { ReactNode } from "react";
import { Redirect, useLocation } from "wouter";
import { loginPath } from "./login-path.ts";
import { useSession } from "./services.tsx";

interface MembersProps {
  children: ReactNode;
}

/** Pages for who is logged in. Everybody else logs in first and comes back. */
export function Members({ children }: MembersProps) {
  const { login } = useSession();
  const [location] = useLocation();
  return login ? children : <Redirect to={loginPath(location)} replace />;
}
