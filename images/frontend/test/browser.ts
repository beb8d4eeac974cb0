import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { JSDOM } from "jsdom";
import { createServer } from "vite";

export const folder = path.dirname(import.meta.dirname);

/** What the pages use of a browser, besides what Node has of its own. */
const names = [
  "window",
  "document",
  "navigator",
  "location",
  "history",
  "HTMLElement",
  "HTMLIFrameElement",
  "Event",
  "FormData",
  "addEventListener",
  "removeEventListener",
  "dispatchEvent",
] as const;

/** The pages in a DOM, as Vite compiles them. There is one in a process, since React looks for it on loading. */
export class Browser {
  readonly #close: () => Promise<void>;
  readonly #app: typeof import("../src/app.tsx");
  readonly #api: typeof import("../src/api.ts");
  readonly #session: typeof import("../src/session.ts");
  readonly #pendingSeats: typeof import("../src/pending-seats.ts");
  readonly #client: typeof import("react-dom/client");
  readonly #react: typeof import("react");
  #unload = () => {};

  private constructor(
    close: () => Promise<void>,
    modules: readonly [
      typeof import("../src/app.tsx"),
      typeof import("../src/api.ts"),
      typeof import("../src/session.ts"),
      typeof import("../src/pending-seats.ts"),
      typeof import("react-dom/client"),
      typeof import("react"),
    ],
  ) {
    this.#close = close;
    [this.#app, this.#api, this.#session, this.#pendingSeats, this.#client, this.#react] = modules;
  }

  static async start(): Promise<Browser> {
    const { window } = new JSDOM("", { url: "http://www.example.com/", pretendToBeVisual: true });
    // What jsdom does not have.
    window.scrollTo = () => {};
    window.HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    for (const name of names) {
      const value: unknown = window[name];
      const isFunction = /^[a-z]/.test(name) && typeof value === "function";
      const descriptor = { value: isFunction ? value.bind(window) : value, configurable: true };
      Object.defineProperty(globalThis, name, descriptor);
    }
    const { NODE_ENV } = process.env;
    const vite = await createServer({
      root: folder,
      configFile: false,
      appType: "custom",
      logLevel: "error",
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    const load = (name: string) => vite.ssrLoadModule(`/src/${name}`);
    const close = async () => {
      await vite.close();
      if (NODE_ENV === undefined) delete process.env["NODE_ENV"];
      window.close();
      names.forEach((name, index) => {
        Reflect.deleteProperty(globalThis, name);
        const descriptor = before[index];
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      });
    };
    return new Browser(close, [
      (await load("app.tsx")) as typeof import("../src/app.tsx"),
      (await load("api.ts")) as typeof import("../src/api.ts"),
      (await load("session.ts")) as typeof import("../src/session.ts"),
      (await load("pending-seats.ts")) as typeof import("../src/pending-seats.ts"),
      await import("react-dom/client"),
      await import("react"),
    ]);
  }

  /** Loads the site anew, as a reload does: only the storage is as it was. */
  open(address: string, apiUrl: string): void {
    this.#unload();
    history.replaceState(null, "", address);
    document.body.innerHTML = '<div id="root"></div>';
    const session = new this.#session.Session(window.localStorage);
    const services = {
      api: new this.#api.Api(apiUrl, session),
      session,
      pendingSeats: new this.#pendingSeats.PendingSeats(),
    };
    const root = this.#client.createRoot(document.body.firstElementChild ?? document.body);
    root.render(this.#react.createElement(this.#app.App, { services }));
    this.#unload = () => root.unmount();
  }

  forget(): void {
    window.localStorage.clear();
  }

  async stop(): Promise<void> {
    this.#unload();
    // React tidies up a moment later, and needs the window for it.
    await setTimeout(50);
    await this.#close();
  }
}
