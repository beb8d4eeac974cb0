import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { en, type Text } from "./text/en.tsx";
import { zh } from "./text/zh.tsx";

const languages = {
  en: { text: en, name: "English", tag: "en", locale: "en-GB" },
  zh: { text: zh, name: "中文", tag: "zh-Hans", locale: "zh-CN" },
} as const;

export type Language = keyof typeof languages;

interface Spoken {
  language: Language;
  text: Text;
  /** For dates and numbers: the browser's own kind of the language if it has one, such as en-US. */
  locale: string;
  /** Changes the language, now and for the next visits. */
  speak: (language: Language) => void;
}

const storageKey = "language";

/** The first of the browser's languages that the site speaks; English where there is none. */
export function preferredLanguage(browser: readonly string[]): Language {
  const spoken = browser.map((tag) => tag.toLowerCase().split("-")[0]);
  return spoken.find((one) => one === "en" || one === "zh") ?? "en";
}

export function localeOf(language: Language, browser: readonly string[]): string {
  const own = browser.find((tag) => tag.toLowerCase().split("-")[0] === language);
  return own ?? languages[language].locale;
}

function spoken(language: Language, speak: Spoken["speak"]): Spoken {
  const locale = localeOf(language, navigator.languages);
  return { language, text: languages[language].text, locale, speak };
}

const LanguageContext = createContext<Spoken | undefined>(undefined);

interface LanguageProviderProps {
  children: ReactNode;
}

export function LanguageProvider({ children }: LanguageProviderProps) {
  const [language, setLanguage] = useState(chosen);

  useEffect(() => {
    document.documentElement.lang = languages[language].tag;
  }, [language]);

  function speak(to: Language) {
    setLanguage(to);
    try {
      window.localStorage.setItem(storageKey, to);
    } catch {
      // Nothing is kept in this browser: the next visit begins in its own language.
    }
  }

  return <LanguageContext value={spoken(language, speak)}>{children}</LanguageContext>;
}

/** What to say things with, in the person's language. */
export function useLanguage(): Spoken {
  const value = useContext(LanguageContext);
  if (!value) throw new Error("there is no LanguageProvider around this component");
  return value;
}

/** To the other language, in its own name. */
export function LanguageSwitch() {
  const { language, speak } = useLanguage();
  const other = language === "en" ? "zh" : "en";
  const { name, tag } = languages[other];
  return (
    <button type="button" className="plain language" lang={tag} onClick={() => speak(other)}>
      {name}
    </button>
  );
}

function chosen(): Language {
  try {
    const kept = window.localStorage.getItem(storageKey);
    if (kept === "en" || kept === "zh") return kept;
  } catch {
    // As on a first visit.
  }
  return preferredLanguage(navigator.languages);
}
