import { defineConfig } from "vite";

export default defineConfig({
  build: {
    // The oldest browsers that have everything which the pages use, AbortSignal.any being the newest.
    target: ["chrome116", "edge116", "firefox124", "safari17.4"],
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
