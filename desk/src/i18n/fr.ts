import type { Texts } from "./en";

export const fr: Texts = {
  "app.name": "Nightdesk",
};
