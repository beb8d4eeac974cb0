import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Api } from "./api.ts";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { LanguageProvider } from "./language.tsx";
import { PendingSeats } from "./pending-seats.ts";
import { Session } from "./session.ts";
import { StartFailure } from "./start-failure.tsx";
import "./style.css";

const element = document.getElementById("root");
if (!element) throw new Error("index.html has no #root");
const root = createRoot(element);

async function start(): Promise<void> {
  try {
    const { apiUrl } = await loadConfig();
    const session = new Session(browserStorage());
    window.addEventListener("storage", session.follow);
    const services = { api: new Api(apiUrl, session), session, pendingSeats: new PendingSeats() };
    root.render(
      <StrictMode>
        <App services={services} />
      </StrictMode>,
    );
  } catch {
    root.render(
      <LanguageProvider>
        <StartFailure onRetry={() => void start()} />
      </LanguageProvider>,
    );
  }
}

/** Reading the property alone throws where the person forbids sites to keep anything. */
function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

void start();
