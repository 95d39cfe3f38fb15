/** Every text of the page in English. `fr.ts` has the same keys, or the build fails. */
export const en = {
  "app.name": "Nightdesk",
};

export type Texts = Record<keyof typeof en, string>;
