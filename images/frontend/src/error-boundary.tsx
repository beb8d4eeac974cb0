import { Component, type ReactNode } from "react";

interface ErrorBoundaryProps {
  /** After a change of it, what failed is tried again. @default never */
  place?: string;
  children: ReactNode;
}

interface State {
  error?: unknown;
  place: string | undefined;
}

/** Says what happened where drawing its children failed, with a way on: React would leave the page blank. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error("an unknown error") };
  }

  static getDerivedStateFromProps({ place }: ErrorBoundaryProps, state: State): State | null {
    return place === state.place ? null : { error: undefined, place };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main id="main" tabIndex={-1}>
        <title>MyEvents</title>
        <h1>This page does not work</h1>
        <div className="notice bad" role="alert">
          <p>Something in the site itself failed. It is not your doing.</p>
          <p className="hint">{error instanceof Error ? error.message : String(error)}</p>
          <button type="button" onClick={() => window.location.reload()}>
            Load the page again
          </button>
        </div>
        <p>
          {/* A plain link: it loads the whole site anew. */}
          <a href="/">See all events</a>
        </p>
      </main>
    );
  }
}
