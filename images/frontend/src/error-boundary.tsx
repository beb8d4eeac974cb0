import { Component, type ReactNode } from "react";
import { useLanguage } from "./language.tsx";

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
    return <BrokenPage message={error instanceof Error ? error.message : String(error)} />;
  }
}

interface BrokenPageProps {
  message: string;
}

function BrokenPage({ message }: BrokenPageProps) {
  const { text } = useLanguage();
  return (
    <main id="main" tabIndex={-1}>
      <title>{`${text.brokenPage} · MyEvents`}</title>
      <h1>{text.brokenPage}</h1>
      <div className="notice bad" role="alert">
        <p>{text.brokenPageText}</p>
        <p className="hint">{message}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {text.loadAgain}
        </button>
      </div>
      <p>
        {/* A plain link: it loads the whole site anew. */}
        <a href="/">{text.allEvents}</a>
      </p>
    </main>
  );
}
